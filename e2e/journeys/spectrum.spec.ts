import { expect, test } from "@playwright/test";
import { addresses, hasSharedData } from "../support/demo";
import { guidePicture } from "../support/guide-picture";
import { beginsAs, expectSedImage, filesBeside, hubMissing, launchNotebook, runNotebook, stopLaunch } from "../support/notebook";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// The main job: log in, search, match IRFs, basket, launch, and a spectrum in the real hub's notebook.

test.beforeEach(() => {
  test.setTimeout(480_000);
  test.skip(addresses().hubUrl === null, hubMissing);
});

test("a PI gets from login to the spectrum of SIM-CRAB", async ({ page }) => {
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", 8);
  const notebook = await launchNotebook(page);
  await guidePicture(page, "launch");
  const result = await runNotebook(notebook);
  expect(result.n_observations).toBe(8);
  // The simulation draws from a power law of index 2.6 and 3.45e-11 cm-2 s-1 TeV-1 at 1 TeV.
  expect(Math.abs(result.index - 2.6)).toBeLessThan(0.15);
  expect(Math.abs(result.amplitude / 3.45e-11 - 1)).toBeLessThan(0.2);
  expect(result.sqrt_ts).toBeGreaterThan(5);
  await expectSedImage(notebook);
  const files = filesBeside(notebook, "pi-crab");
  expect(Object.keys(files).filter((name) => /^ogip\/pha_obs\d+\.fits$/.test(name))).toHaveLength(8);
  expect(Object.keys(files).filter((name) => /^ogip\/pha_obs\d+_(arf|rmf|bkg)\.fits(\.gz)?$/.test(name))).toHaveLength(24);
  expect(files["flux-points.ecsv"]).toMatch(beginsAs.ecsv);
  expect(files["spectrum-model.yaml"]).toMatch(beginsAs.model);
  expect(files["sed.png"]).toMatch(beginsAs.png);
  await notebook.close();
  await stopLaunch(page);
});

test("a PI gets the spectrum of the real H.E.S.S. Crab observations (shared data)", async ({ page }) => {
  test.skip(!hasSharedData, "shared data: ../shared/data is not here");
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "HESS-CRAB", 4);
  const notebook = await launchNotebook(page);
  const result = await runNotebook(notebook);
  expect(result.n_observations).toBe(4);
  expect(Math.abs(result.index - 2.63)).toBeLessThan(0.15);
  await expectSedImage(notebook);
  await notebook.close();
  await stopLaunch(page);
});
