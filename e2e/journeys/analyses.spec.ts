import { expect, test } from "@playwright/test";
import { z } from "zod";
import { surveySources } from "../../scripts/simulate/project-gps";
import { addresses } from "../support/demo";
import { beginsAs, filesBeside, hubMissing, launchNotebook, resultOf, stopLaunch } from "../support/notebook";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// The notebooks beside the spectrum, each in the real hub from a basket to its results: few observations, so that it does not last.

const lightCurveSchema = z.object({ n_observations: z.number(), n_bins: z.number(), p_constant: z.number(), sqrt_ts: z.number() });
const mapSchema = z.object({ n_observations: z.number(), off_width: z.number(), peaks: z.array(z.object({ ra_deg: z.number(), dec_deg: z.number() })) });
const countsSchema = z.object({ n_observations: z.number(), n_on: z.number(), n_off: z.number() });

test.beforeEach(() => {
  test.setTimeout(480_000);
  test.skip(addresses().hubUrl === null, hubMissing);
});

test("somebody of no project gets the light curve of public observations, whole and in ten minutes", async ({ page }) => {
  await signIn(page, "outsider");
  await emptyBasket(page);
  await fillBasket(page, "SIM-AGN&access=readable", 2);
  const notebook = await launchNotebook(page, "Light curve");
  const result = lightCurveSchema.parse(JSON.parse(await resultOf(notebook)));
  expect(result).toMatchObject({ n_observations: 2, n_bins: 6 });
  expect(result.sqrt_ts).toBeGreaterThan(5);
  const files = filesBeside(notebook, "outsider");
  for (const name of ["per-observation", "10-min"]) {
    expect(files[`light-curve-${name}.ecsv`]).toMatch(beginsAs.ecsv);
    expect(files[`light-curve-${name}.fits`]).toMatch(beginsAs.fits);
  }
  expect(files["light-curve-model.yaml"]).toMatch(beginsAs.model);
  await expect.poll(() => filesBeside(notebook, "outsider")["light-curve.png"], { timeout: 60_000 }).toMatch(beginsAs.png);
  await notebook.close();
  await stopLaunch(page);
});

test("a PI is told what a spectrum of a survey would be, and takes its significance map", async ({ page }) => {
  const { direction } = surveySources[1]!;
  await signIn(page, "pi-gps");
  await emptyBasket(page);
  await fillBasket(page, `SIM-GPS&raDeg=${direction.raDeg}&decDeg=${direction.decDeg}&radiusDeg=1.2&match=pointing`, 3);
  await page.goto("/basket");
  const plan = page.getByRole("group", { name: "Plan" });
  await expect(plan).toContainText("2 observations of 3 are of another place than the one that is taken for Galactic Plane Survey");
  await page.getByRole("radio", { name: "Map" }).check();
  await expect(plan).not.toContainText("of another place");
  const notebook = await launchNotebook(page, "Map");
  const result = mapSchema.parse(JSON.parse(await resultOf(notebook)));
  expect(result.n_observations).toBe(3);
  expect(Math.abs(result.off_width - 1)).toBeLessThan(0.2);
  const near = result.peaks.filter(({ ra_deg, dec_deg }) => Math.hypot((ra_deg - direction.raDeg) * Math.cos((dec_deg * Math.PI) / 180), dec_deg - direction.decDeg) < 0.08);
  expect(near).toHaveLength(1);
  const files = filesBeside(notebook, "pi-gps");
  expect(files["significance-map.fits"]).toMatch(beginsAs.fits);
  for (const name of ["significance-distribution", "significance-peaks"]) expect(files[`${name}.ecsv`]).toMatch(beginsAs.ecsv);
  for (const name of ["significance-map", "significance-distribution"]) await expect.poll(() => filesBeside(notebook, "pi-gps")[`${name}.png`], { timeout: 60_000 }).toMatch(beginsAs.png);
  await notebook.close();
  await stopLaunch(page);
});

test("a notebook that the operators put into their folder is launched like the portal's own", async ({ page }) => {
  await signIn(page, "outsider");
  await emptyBasket(page);
  await fillBasket(page, "SIM-AGN&access=readable", 2);
  const notebook = await launchNotebook(page, "Theta-squared distribution 1.0");
  const result = countsSchema.parse(JSON.parse(await resultOf(notebook)));
  expect(result.n_observations).toBe(2);
  expect(result.n_on).toBeGreaterThan(result.n_off + 5 * Math.sqrt(result.n_off));
  const files = filesBeside(notebook, "outsider");
  expect(files["theta-squared.ecsv"]).toMatch(beginsAs.ecsv);
  expect(files["theta-squared.png"]).toMatch(beginsAs.png);
  await notebook.close();
  await stopLaunch(page);
});

test("what does not fit a basket is behind the rest, with the reason", async ({ page }) => {
  await signIn(page, "pi-agn");
  await emptyBasket(page);
  const origin = new URL(page.url()).origin;
  // It has no background model, which a map needs.
  const added = await page.request.post("/api/v1/basket/items", { data: { ids: ["sim-agn:50212"], withIrfs: true }, headers: { origin } });
  expect(added.ok()).toBe(true);
  await page.goto("/basket");
  const unfit = page.getByRole("group").filter({ hasText: "1 other notebook does not fit this basket" }).last();
  await unfit.getByText("1 other notebook does not fit this basket").click();
  await expect(unfit).toContainText("Map: Map needs bkg, and no observation of the basket has all that it needs.");
  await expect(page.getByRole("radio", { name: "Map" })).toHaveCount(0);
  await emptyBasket(page);
});

test("software of the catalogue is offered with what its record says", async ({ page }) => {
  await signIn(page, "outsider");
  await emptyBasket(page);
  await fillBasket(page, "SIM-AGN&access=readable", 2);
  await page.goto("/basket");
  await page.getByRole("radio", { name: /Binder, open to all/ }).check();
  await page.getByLabel("With").selectOption("gammapy 1.3");
  await expect(page.getByText("Python package for gamma-ray astronomy")).toBeVisible();
  await expect(page.getByRole("link", { name: "More about it" })).toHaveAttribute("href", "https://gammapy.org/");
});
