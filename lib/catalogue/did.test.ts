import { describe, expect, it } from "vitest";
import { filePath, formatDid, parseDid, parseDidParts } from "./did";

describe("a DID", () => {
  const did = { collection: "hess-dl3-dr1", release: 2, path: "data/obs 023523 (ä):1.fits.gz" };
  it("is written and read back whole, whatever its path", () => {
    expect(formatDid(did)).toBe("hess-dl3-dr1:r2/data/obs 023523 (ä):1.fits.gz");
    expect(parseDid(formatDid(did))).toEqual(did);
  });
  it("becomes an address whose slashes part folders and whose other characters are escaped", () => {
    expect(filePath(did)).toBe("/files/hess-dl3-dr1/r2/data/obs%20023523%20(%C3%A4)%3A1.fits.gz");
    const [, , scope, ...name] = filePath(did).split("/").map(decodeURIComponent);
    expect(parseDidParts(scope!, name.join("/"))).toEqual(did);
  });
  it("is refused when the portal could not have made it", () => {
    for (const text of ["", "a", "a:b", "a:r0/x", "a:r01/x", "a:r1/", "A:r1/x", "a:1/x", "a b:r1/x", "a:r99999999999/x", "a:r1/x\0y"]) {
      expect(parseDid(text), text).toBeNull();
    }
  });
});
