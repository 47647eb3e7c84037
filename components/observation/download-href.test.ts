import { expect, it } from "vitest";
import { downloadHref } from "./download-href";

it("leads to the portal's own address of the file, each part encoded", () => {
  expect(downloadHref("hess-dl3-dr1:r1/data/obs 23523#a.fits.gz")).toBe("/api/v1/files/hess-dl3-dr1/r1/data/obs%2023523%23a.fits.gz");
});
