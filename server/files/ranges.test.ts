import { describe, expect, it } from "vitest";
import { wantedRange } from "./ranges";

const etag = '"abc"';
const of = (range?: string, ifRange?: string) => wantedRange(range, ifRange, 100, etag);
const part = (start: number, end: number) => ({ kind: "range", range: { start, end } });

describe("a Range header", () => {
  it("asks for one part, from the front or from the end, clipped to the file", () => {
    expect(of("bytes=0-9")).toEqual(part(0, 9));
    expect(of("bytes=90-")).toEqual(part(90, 99));
    expect(of("bytes=90-500")).toEqual(part(90, 99));
    expect(of("bytes=-10")).toEqual(part(90, 99));
    expect(of("bytes=-500")).toEqual(part(0, 99));
  });
  it("can ask for what is not there", () => {
    expect(of("bytes=100-")).toEqual({ kind: "unsatisfiable" });
    expect(of("bytes=-0")).toEqual({ kind: "unsatisfiable" });
  });
  it("is answered with all when it is absent, malformed, of several parts, or of other bytes than these", () => {
    for (const range of [undefined, "bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"]) expect(of(range)).toEqual({ kind: "all" });
    expect(of("bytes=0-9", '"other"')).toEqual({ kind: "all" });
    expect(of("bytes=0-9", etag)).toEqual(part(0, 9));
  });
});
