import fs from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { demoDataDir } from "../support/demo";
import { query, withSystem } from "../support/database";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// People look before they analyse: at public data without a login, at a file that is damaged, at data of others.

const open = "sim-agn:50201";
const damaged = "sim-agn:50202";
const closed = "sim-agn:50203";
const hidden = "sim-crab:50101";

const figure = (page: Page, name: string): Locator => page.getByRole("figure", { name });

/** Brings a panel into view, as one who scrolls does, and waits for its drawing. */
async function drawn(page: Page, panel: string, ...figures: string[]): Promise<void> {
  await page.getByRole("heading", { name: panel }).scrollIntoViewIfNeeded();
  for (const name of figures) await expect(figure(page, name).getByRole("button", { name: `PNG of ${name}` })).toBeEnabled({ timeout: 60_000 });
}

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("a visitor looks at a public observation, and takes figures along", async ({ page }) => {
  test.slow();
  const refused: string[] = [];
  page.on("console", (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()));
  await page.goto(`/observations/${open}`);
  await drawn(page, "Quick look: events", "Counts map", "Energies", "Events over time", "Zenith angle");
  await expect(figure(page, "Counts map")).toContainText(/about the pointing.*target/);
  await expect(figure(page, "Energies")).toContainText("Counts, not flux");
  await drawn(page, "Quick look: theta squared", "Theta squared");
  await expect(figure(page, "Theta squared")).toContainText(/ON [\d,]+, OFF [\d,]+ in \d+ regions .*alpha 0\.\d+.*significance \d+\.\d σ/);
  await drawn(page, "Quick look: responses", "Effective area", "Point spread", "Energy dispersion", "Background rate");

  const energies = figure(page, "Energies");
  await energies.getByText("Numbers of this figure").click();
  await expect(energies.getByRole("columnheader", { name: "counts" })).toBeVisible();
  const [csv] = await Promise.all([page.waitForEvent("download"), energies.getByRole("button", { name: "CSV of Energies" }).click()]);
  expect(fs.readFileSync((await csv.path())!, "utf8")).toMatch(/^from \(TeV\),to \(TeV\),counts\r\n[\d.]+,[\d.]+,\d+\r\n/);
  const [png] = await Promise.all([page.waitForEvent("download"), energies.getByRole("button", { name: "PNG of Energies" }).click()]);
  expect(fs.readFileSync((await png.path())!).subarray(1, 4).toString()).toBe("PNG");
  expect(refused).toEqual([]);
});

test("theta squared is counted about a position of one's own, and says why where it can not be", async ({ page }) => {
  await page.goto(`/observations/${open}`);
  await drawn(page, "Quick look: theta squared", "Theta squared");
  const form = page.getByRole("form", { name: "Position of theta squared" });
  await form.getByRole("textbox", { name: "RA (deg" }).fill("400");
  await form.getByRole("button", { name: "Count" }).click();
  await expect(form.getByText("0 to 360; empty with an empty declination")).toBeVisible();
  await form.getByRole("textbox", { name: "RA (deg" }).fill("166.11");
  await form.getByRole("textbox", { name: "Dec" }).fill("38.21");
  await form.getByRole("textbox", { name: "Radius" }).fill("1.5");
  await form.getByRole("button", { name: "Count" }).click();
  await expect(page.getByText(/within the radius of 1.5 degrees/)).toBeVisible({ timeout: 30_000 });
});

for (const theme of ["light", "dark"] as const) {
  test(`quick looks have no accessibility fault that axe finds, nor are they too wide for a phone, ${theme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`/observations/${open}`);
    await drawn(page, "Quick look: events", "Counts map", "Energies");
    await drawn(page, "Quick look: theta squared", "Theta squared");
    await drawn(page, "Quick look: responses", "Effective area", "Energy dispersion");
    await expectNoFaults(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}

test("a damaged file shows its error in place of its figures, and leaves the page alone", async ({ page }) => {
  const [release] = await query<{ id: string; location: string }>("SELECT r.id::text, r.location FROM product p JOIN product_release r ON r.product_id = p.id WHERE p.name LIKE '%50202%' AND p.role = 'event-list'");
  const file = path.join(demoDataDir(), "lake", release!.location);
  const whole = fs.readFileSync(file);
  fs.chmodSync(file, 0o600);
  try {
    // As long as before, and no FITS file any more.
    fs.writeFileSync(file, Buffer.alloc(whole.length, "x"));
    await withSystem("DELETE FROM preview WHERE release_id = $1", [release!.id]);
    await page.goto(`/observations/${damaged}`);
    await page.getByRole("heading", { name: "Quick look: events" }).scrollIntoViewIfNeeded();
    await expect(page.getByRole("alert").filter({ hasText: "Events: no figure" })).toContainText("is not a FITS file", { timeout: 30_000 });
    await expect(page.getByRole("table", { name: "Data products" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Description" })).toBeVisible();
  } finally {
    fs.writeFileSync(file, whole);
    await withSystem("DELETE FROM preview WHERE release_id = $1", [release!.id]);
  }
});

test("data of others are not looked at: closed ones say when they open, hidden ones are not there", async ({ page }) => {
  await page.goto(`/observations/${closed}`);
  const panel = page.getByRole("region", { name: "Quick look" });
  await expect(panel).toContainText(/Its files open on|no date is set/);
  await panel.getByRole("link", { name: "Why, and what you can do" }).click();
  await expect(page.getByRole("region", { name: "Why can I not read this?" }).getByRole("link", { name: "Sign in to ask for access" })).toBeInViewport();
  await expect(page.getByRole("figure")).toHaveCount(0);
  expect((await page.request.get(`/api/v1/observations/${closed}/looks/events`)).status()).toBe(403);

  // Made by one who may: nobody else is shown it.
  await signIn(page, "pi-crab");
  await page.goto(`/observations/${hidden}`);
  await drawn(page, "Quick look: events", "Counts map");
  await page.context().clearCookies();
  const [there, absent] = await Promise.all([hidden, "sim-crab:99999999"].map((id) => page.request.get(`/api/v1/observations/${id}/looks/events`)));
  expect([there!.status(), absent!.status()]).toEqual([404, 404]);
  expect((await page.goto(`/observations/${hidden}`))!.status()).toBe(404);
});

test("a file is looked into: its HDUs, headers and first rows", async ({ page }) => {
  await page.goto(`/observations/${open}`);
  await page.getByRole("link", { name: /^Look into .*50201/ }).first().click();
  await expect(page.getByRole("heading", { name: /EVENTS/ })).toBeVisible({ timeout: 30_000 });
  await page.getByText(/^Header \(\d+ cards\) of EVENTS/).click();
  await expect(page.getByRole("region", { name: "Header of EVENTS" })).toContainText("RA_PNT");
  await page.getByText("First rows of EVENTS").click();
  await expect(page.getByRole("region", { name: "First rows of EVENTS" }).getByRole("columnheader", { name: "ENERGY (TeV)" })).toBeVisible({ timeout: 30_000 });
  await expectNoFaults(page);
});

test("a PI sees what a selection is worth before launching it", async ({ page }) => {
  test.slow();
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", 8);
  await page.goto("/basket");
  await page.getByRole("heading", { name: "What this selection is worth" }).scrollIntoViewIfNeeded();
  await expect(page.getByRole("region", { name: "Livetime per target" })).toContainText("Crab");
  await expect(figure(page, "Zenith angles")).toBeVisible();
  await expect(figure(page, "Energy thresholds")).toBeVisible();
  await expect(figure(page, "Exposure at 1 TeV, field 1")).toContainText("summed over 8 observations", { timeout: 60_000 });
  const form = page.getByRole("form", { name: "Energy of the exposure" });
  await form.getByRole("textbox").fill("10");
  await form.getByRole("button", { name: "Sum" }).click();
  await expect(figure(page, "Exposure at 10 TeV, field 1")).toBeVisible({ timeout: 60_000 });
  await expectNoFaults(page);
});
