import { describe, expect, it } from "vitest";
import { parseRanges, wantedOf } from "./ranges";

const etag = '"abc"';
const wanted = (headers: Record<string, string>, method = "GET") => wantedOf(headers, method, etag, 1000);

describe("Range", () => {
  it.each([
    ["bytes=0-0", [{ start: 0, end: 0 }]],
    ["bytes=0-", [{ start: 0, end: 999 }]],
    ["bytes=900-2000", [{ start: 900, end: 999 }]],
    ["bytes=-100", [{ start: 900, end: 999 }]],
    ["bytes=-5000", [{ start: 0, end: 999 }]],
    ["bytes=1000-", []],
    ["bytes=-0", []],
    ["bytes=0-9, 20-29", [{ start: 0, end: 9 }, { start: 20, end: 29 }]],
    ["bytes=20-29,0-9", [{ start: 20, end: 29 }, { start: 0, end: 9 }]],
    ["bytes=0-9,10-19,5-25", [{ start: 0, end: 25 }]],
    ["bytes=5000-,0-1", [{ start: 0, end: 1 }]],
    ["BYTES=0-9", [{ start: 0, end: 9 }]],
    ["bytes=0-99999999999999999999999", [{ start: 0, end: 999 }]],
    ["bytes=99999999999999999999999-", []],
    ["bytes=-99999999999999999999999", [{ start: 0, end: 999 }]],
    ["bytes=9-0", null],
    ["bytes=-", null],
    ["bytes=a-b", null],
    ["items=0-1", null],
    ["bytes=0-1-2", null],
    ["bytes=", null],
  ])("%s", (header, expected) => {
    expect(parseRanges(header, 1000)).toEqual(expected);
  });
  it("of an empty file is nothing", () => {
    expect(parseRanges("bytes=0-", 0)).toEqual([]);
  });
});

describe("what a request wants", () => {
  it("goes by its preconditions in the order of HTTP", () => {
    expect(wanted({})).toEqual({ kind: "whole" });
    expect(wanted({ range: "bytes=0-1" })).toEqual({ kind: "ranges", ranges: [{ start: 0, end: 1 }] });
    expect(wanted({ range: "bytes=0-1" }, "HEAD")).toEqual({ kind: "whole" });
    expect(wanted({ range: "bytes=2000-" })).toEqual({ kind: "unsatisfiable" });
    expect(wanted({ range: "bytes=0-1", "if-range": etag })).toMatchObject({ kind: "ranges" });
    expect(wanted({ range: "bytes=0-1", "if-range": 'W/"abc"' })).toEqual({ kind: "whole" });
    expect(wanted({ range: "bytes=0-1", "if-range": '"old"' })).toEqual({ kind: "whole" });
    expect(wanted({ range: "bytes=0-1", "if-range": "Fri, 20 Nov 2026 12:00:00 GMT" })).toEqual({ kind: "whole" });
    expect(wanted({ "if-none-match": 'W/"x", W/"abc"', range: "bytes=0-1" })).toEqual({ kind: "unchanged" });
    expect(wanted({ "if-none-match": "*" }, "HEAD")).toEqual({ kind: "unchanged" });
    expect(wanted({ "if-match": '"old"', "if-none-match": etag })).toEqual({ kind: "changed" });
    expect(wanted({ "if-match": 'W/"abc"' })).toEqual({ kind: "changed" });
  });
  it("sends no byte twice, whatever ranges overlap", () => {
    const headers = [Array.from({ length: 16 }, () => "0-").join(","), Array.from({ length: 16 }, (_, i) => `${i}-${900 + i}`).join(","), "0-999,0-999,-1000,1-,500-"];
    for (const header of headers) {
      const ranges = parseRanges(`bytes=${header}`, 1000)!;
      expect(ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0), header).toBeLessThanOrEqual(1000);
    }
  });
  it("takes no time over a header that is made to take it", () => {
    const started = performance.now();
    for (const header of [`bytes=${"0-,".repeat(5000)}`, `bytes=${" ".repeat(15_000)}x`, `bytes=${"9".repeat(15_000)}-`]) wanted({ range: header });
    expect(performance.now() - started).toBeLessThan(200);
  });
  it("is the whole file when it asks for many ranges", () => {
    const many = Array.from({ length: 17 }, (_, i) => `${i * 10}-${i * 10 + 1}`).join(",");
    expect(wanted({ range: `bytes=${many}` })).toEqual({ kind: "whole" });
  });
});
