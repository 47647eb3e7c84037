import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/basket/schemas";
import { manifestCsv } from "./csv";
import { esapProfiles, manifestEsap } from "./esap";
import { manifestMetalink } from "./metalink";

const file = { path: "data/obs_1.fits", did: "sim:r1/data/obs 1.fits", url: "http://f/files/sim/r1/data/obs%201.fits", sizeBytes: 7, checksum: { sha256: "ab", adler32: "cd" }, mediaType: "application/fits", role: "event-list" as const };
const manifest: Manifest = { version: 1, basketRevision: 1, createdAt: "2026-11-20T12:00:00.123Z", totalBytes: 7, observations: ["sim:1"], files: [file], terms: [], problems: [] };
/** Text of a store's file name, with what means something in each of the formats. */
const hostile = `sim:2 "is" <closed> & left out -- ]]>,\u0000\nEND OF WHAT IS LEFT OUT\n$(touch pwned)`;
const partial: Manifest = { ...manifest, problems: [{ slug: "item-closed", detail: hostile, observationId: "sim:2", blocks: false }, { slug: "index-note", detail: "=1+1", blocks: false }] };
const withFile = (change: Partial<typeof file>): Manifest => ({ ...manifest, files: [{ ...file, ...change }] });

describe("a manifest leaves", () => {
  it("as CSV, quoted where needed, and never as a formula", () => {
    expect(manifestCsv(manifest)).toBe('path,did,url,sizeBytes,sha256,adler32,md5,mediaType,role,problem\r\ndata/obs_1.fits,sim:r1/data/obs 1.fits,http://f/files/sim/r1/data/obs%201.fits,7,ab,cd,,application/fits,event-list,\r\n');
    expect(manifestCsv(withFile({ did: 'sim:r1/a"b,c' }))).toContain('"sim:r1/a""b,c"');
    expect(manifestCsv(withFile({ path: "=HYPERLINK(1)" }))).toContain("\r\n =HYPERLINK(1),");
  });
  it("as a metalink", () => {
    expect(manifestMetalink(withFile({ url: "http://f/files/sim/r1/a&b'<c>" }))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<metalink xmlns="urn:ietf:params:xml:ns:metalink">
  <generator>Airshower</generator>
  <published>2026-11-20T12:00:00Z</published>
  <file name="data/obs_1.fits">
    <size>7</size>
    <hash type="sha-256">ab</hash>
    <url>http://f/files/sim/r1/a&amp;b&apos;&lt;c&gt;</url>
  </file>
</metalink>
`);
  });
  it("as ESAP's items", () => {
    expect(manifestEsap(manifest)).toEqual([
      { archive: "airshower", record: { scope: "sim", name: "r1/data/obs 1.fits", path: file.path, url: file.url, bytes: 7, sha256: "ab", adler32: "cd", mediaType: "application/fits", role: "event-list", createdAt: manifest.createdAt } },
    ]);
  });
});

describe("what could not be had stands beside what could, with its reason,", () => {
  it("in CSV as rows without an address", () => {
    const rows = manifestCsv(partial).split("\r\n");
    expect(rows[1]).toMatch(/^data\/obs_1\.fits,.*,event-list,$/);
    expect(rows[2]).toBe(`sim:2,,,,,,,,,"${hostile.replaceAll('"', '""')}"`);
    expect(rows[3]).toBe(",,,,,,,,, =1+1");
  });
  it("in a metalink as elements that download programs pass over", () => {
    const text = manifestMetalink(partial);
    expect(text).toContain(`<problem xmlns="urn:airshower:manifest-problem" slug="item-closed" about="sim:2">sim:2 &quot;is&quot; &lt;closed&gt; &amp; left out -- ]]&gt;,\uFFFD\nEND`);
    expect(text.match(/<file /g)).toHaveLength(1);
    expect(text).not.toContain("\u0000");
  });
  it("among ESAP's items as records with an error and no address", () => {
    const [file, closed, note] = manifestEsap(partial);
    expect(file!.record.url).toBe("http://f/files/sim/r1/data/obs%201.fits");
    expect(closed).toEqual({ archive: "airshower", record: { name: "sim:2", error: hostile, slug: "item-closed", createdAt: manifest.createdAt } });
    expect(note!.record).toMatchObject({ name: null, error: "=1+1" });
  });
});

describe("ESAP's user profiles", () => {
  it("hold one profile, whose cart has each item as JSON in a string", () => {
    const answer = esapProfiles("pi-crab", partial);
    expect(answer).toMatchObject({ count: 1, next: null, previous: null, results: [{ user_name: "pi-crab" }] });
    // As its shopping client reads it.
    const cart = (JSON.parse(JSON.stringify(answer)) as typeof answer).results[0]!.shopping_cart;
    expect(cart.map(({ item_data }) => JSON.parse(item_data) as unknown)).toEqual(manifestEsap(partial));
  });
});
