import { expect, it } from "vitest";
import { isStorePath, mediaTypeOf } from "./file-path";

it.each(["a", "events/obs 1.fits.gz", "ä/β.fits", "a/.hidden", "x".repeat(1024)])("%j can be a path of a store", (name) => expect(isStorePath(name)).toBe(true));
it.each(["", "/etc/passwd", "a//b", "a/", "..", "a/../b", "./a", "a\\b", "a\0b", "a\nb", "\ud800", "ä".repeat(600), "x".repeat(1025)])("%j can not", (name) => expect(isStorePath(name)).toBe(false));
it("knows media types by the name's end", () => {
  expect(["a.fits.gz", "a.FITS", "b/c.txt", "no", "x.unknown"].map(mediaTypeOf)).toEqual(["application/gzip", "application/fits", "text/plain", "application/octet-stream", "application/octet-stream"]);
});
