import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/basket/schemas";
import { manifestCsv } from "./csv";
import { manifestEsap } from "./esap";
import { manifestMetalink } from "./metalink";

const file = { path: "data/obs_1.fits", did: "sim:r1/data/obs 1.fits", url: "http://f/files/sim/r1/data/obs%201.fits", sizeBytes: 7, checksum: { sha256: "ab", adler32: "cd" }, mediaType: "application/fits", role: "event-list" as const };
const manifest: Manifest = { version: 1, basketRevision: 1, createdAt: "2026-11-20T12:00:00.123Z", totalBytes: 7, observations: ["sim:1"], files: [file], terms: [], problems: [] };
const withFile = (change: Partial<typeof file>): Manifest => ({ ...manifest, files: [{ ...file, ...change }] });

describe("a manifest leaves", () => {
  it("as CSV, quoted where needed, and never as a formula", () => {
    expect(manifestCsv(manifest)).toBe('path,did,url,sizeBytes,sha256,adler32,md5,mediaType,role\r\ndata/obs_1.fits,sim:r1/data/obs 1.fits,http://f/files/sim/r1/data/obs%201.fits,7,ab,cd,,application/fits,event-list\r\n');
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
