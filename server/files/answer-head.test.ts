import { describe, expect, it } from "vitest";
import { disposition, reprDigest } from "./answer-head";

const sha256 = "a".repeat(64);
const file = (checksums: object) => ({ checksums: { sha256: null, md5: null, adler32: null, ...checksums }, sizeBytes: 1 });
const digest = { "repr-digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:` };

describe("the digest of a file", () => {
  it.each([undefined, "sha-256=10", "sha-512=3, sha-256=10", "sha-512=10", "md5=1", "sha-256=0, sha-256=5", "sha-256", "sha-256=ten", "sha-256=0;", ",", ""])("is told to who says %j", (want) => {
    expect(reprDigest(file({ sha256 }), want === undefined ? {} : { "want-repr-digest": want })).toEqual(digest);
  });
  it.each(["sha-256=0", "sha-512=10,\tsha-256=0", "sha-256=5, sha-256=0"])("is kept from who says %j", (want) => {
    expect(reprDigest(file({ sha256 }), { "want-repr-digest": want })).toEqual({});
  });
  it("is told whatever length of nonsense is asked for", () => {
    expect(reprDigest(file({ sha256 }), { "want-repr-digest": `${"a=1 ,".repeat(3000)}!` })).toEqual(digest);
  });
  it("is of what the data lake keeps, where that is fit for it", () => {
    expect(reprDigest(file({ md5: "0".repeat(32) }), {})).toEqual({ "repr-digest": "md5=:AAAAAAAAAAAAAAAAAAAAAA==:" });
    expect(reprDigest(file({ adler32: "00000001" }), {})).toEqual({});
  });
});

describe("a file's name for saving", () => {
  it("is plain for old clients and whole for others", () => {
    expect(disposition("obs_1.fits")).toBe(`attachment; filename="obs_1.fits"; filename*=UTF-8''obs_1.fits`);
    expect(disposition('é"%\\\r\n(1).fits')).toBe(`attachment; filename="______(1).fits"; filename*=UTF-8''%C3%A9%22%25%5C%0D%0A%281%29.fits`);
  });
});
