import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FitsBadColumn, FitsUnwritable } from "@/lib/fits/errors";
import { textColumn, writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";

const events = (columns: FitsColumn[], cards: FitsCard[] = []) => writeFits([{ name: "EVENTS", cards, columns }], { file: "a.fits" });
const time: FitsColumn = { name: "TIME", tform: "D", unit: "s", values: [1, 2, 3] };
const cardsOf = (bytes: Buffer) => bytes.toString("latin1").match(/.{80}/gs)!.map((card) => card.trimEnd());

describe("writeFits", () => {
  it("pads header and data to blocks of 2880 bytes", () => {
    expect(events([time]).length).toBe(3 * 2880);
    expect(writeFits([]).length).toBe(2880);
  });

  it("writes structure, column and own cards", () => {
    const cards = cardsOf(events([{ ...time, dim: null }], [{ keyword: "TSTART", value: 5, float: true, comment: "s" }]));
    expect(cards).toContain("NAXIS1  =                    8 / bytes of a row");
    expect(cards).toContain("TUNIT1  = 's       '");
    expect(cards).toContain("TSTART  =                  5.0 / s");
    expect(cards).toContain("EXTNAME = 'EVENTS  '");
  });

  it("splits long strings over CONTINUE cards, never inside a doubled quote", () => {
    const cards = cardsOf(events([time], [{ keyword: "NOTE", value: "'".repeat(60) }]));
    const first = cards.findIndex((card) => card.startsWith("NOTE"));
    expect(cards[first]).toMatch(/^NOTE {4}= '(''){33}&'$/);
    expect(cards[first + 1]).toMatch(/^CONTINUE {2}'(''){27}'$/);
  });

  it("gives the same bytes for the same content, also in gzip, where no time is written", () => {
    const once = writeFits([{ name: "T", columns: [time] }], { gzip: true });
    expect(writeFits([{ name: "T", columns: [time] }], { gzip: true }).equals(once)).toBe(true);
    expect(once.subarray(4, 8).readUInt32LE()).toBe(0);
    expect(gunzipSync(once).equals(writeFits([{ name: "T", columns: [time] }]))).toBe(true);
  });

  it("makes text columns as wide as their longest value", () => {
    expect(textColumn("OBJECT", ["Crab", null, "MSH 15-5-02"]).tform).toBe("11A");
    expect(textColumn("OBJECT", []).tform).toBe("1A");
  });

  it.each<[string, FitsColumn[], FitsCard[], RegExp]>([
    ["a number out of range", [{ name: "B", tform: "B", values: [256] }], [], /a\.fits, HDU EVENTS: column B can not hold 256 in type B/],
    ["a fraction in an integer", [{ name: "J", tform: "J", values: [1.5] }], [], /column J can not hold 1.5/],
    ["a missing integer without TNULL", [{ name: "J", tform: "J", values: [null] }], [], /no TNULL/],
    ["text too long", [{ name: "A", tform: "2A", values: ["abc"] }], [], /'abc', longer than its 2/],
    ["text outside ASCII", [{ name: "A", tform: "2A", values: ["é"] }], [], /not printable ASCII/],
    ["text in a number", [{ name: "D", tform: "D", values: ["x"] }], [], /text 'x' where a number belongs/],
    ["columns of unequal length", [time, { ...time, name: "ENERGY", values: [1] }], [], /ENERGY has 1 rows, the columns before it 3/],
    ["a broken row", [{ name: "E", tform: "2E", values: [1, 2, 3] }], [], /3 values, not a multiple of 2/],
    ["NaN in a header", [time], [{ keyword: "TSTART", value: NaN }], /keyword TSTART is NaN/],
    ["text outside ASCII in a header", [time], [{ keyword: "OBJECT", value: "Sgr A★" }], /OBJECT holds characters/],
    ["a keyword FITS can not spell", [time], [{ keyword: "A=B", value: 1 }], /'A=B' is no FITS keyword/],
    ["a card of the table's structure", [time], [{ keyword: "NAXIS2", value: 1 }], /NAXIS2 is written from the table itself/],
  ])("refuses %s", (_, columns, cards, message) => {
    expect(() => events(columns, cards)).toThrow(FitsUnwritable);
    expect(() => events(columns, cards)).toThrow(message);
  });

  it("refuses a TFORM that is none", () => {
    expect(() => events([{ ...time, tform: "3Z" }])).toThrow(FitsBadColumn);
  });
});
