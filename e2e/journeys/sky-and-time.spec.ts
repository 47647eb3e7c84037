import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { skyProjection } from "../../components/sky/projection";
import { readView, type SkyFrame } from "../../components/sky/view";
import { parsePolygon } from "../../lib/catalogue/polygon";
import type { SkyPosition } from "../../lib/units/angle";
import { withSystem } from "../support/database";
import { emptyBasket, signIn } from "../support/user";

const crab: SkyPosition = { raDeg: 83.633, decDeg: 22.014 };
const map = (page: Page) => page.getByRole("application", { name: /^Sky map/ });
const rows = (page: Page) => page.getByRole("checkbox", { name: /^Select observation/ });
const asked = (page: Page) => new URL(page.url()).searchParams;

/** Where a position of the sky is in the window, as the map stands now. */
async function onScreen(page: Page, position: SkyPosition): Promise<{ x: number; y: number }> {
  const box = (await map(page).locator("svg").boundingBox())!;
  const frame: SkyFrame = asked(page).get("frame") === "galactic" ? "galactic" : "icrs";
  const [x, y] = skyProjection(frame, readView(asked(page).get("sky") ?? undefined, frame), Math.round(box.width), Math.round(box.height)).toScreen(position)!;
  return { x: box.x + x, y: box.y + y };
}

/** A choice side by side shows its label; the radio button below it has no size. */
const choose = (page: Page, name: string) => page.getByRole("region", { name: "Sky" }).getByText(name, { exact: true }).click();

async function openMap(page: Page, query = ""): Promise<void> {
  await signIn(page, "pi-crab", `/search?view=map${query}`);
  await expect(map(page)).toHaveAccessibleName(/\d+ observations/);
}

test("a circle is drawn by mouse around the Crab Nebula, and the search is that circle", async ({ page }) => {
  await openMap(page);
  await choose(page, "Circle");
  const [middle, rim] = [await onScreen(page, crab), await onScreen(page, { raDeg: 83.633, decDeg: 30 })];
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(rim.x, rim.y, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/match=pointing/);
  expect(Math.abs(Number(asked(page).get("raDeg")) - crab.raDeg)).toBeLessThan(0.6);
  expect(Math.abs(Number(asked(page).get("radiusDeg")) - 8)).toBeLessThan(1);
  await expect(page.getByText("SIM-CRAB").first()).toBeVisible();
  await expect(page.getByText("SIM-AGN")).toHaveCount(0);
  // The map follows the search, and so does the page that the address leads to.
  await expect(page.getByRole("button", { name: /^Remove filter Pointing within/ })).toBeVisible();
  const count = await rows(page).count();
  await expect(map(page)).toHaveAccessibleName(new RegExp(`${count} observations`));
  await page.reload();
  await expect(map(page)).toHaveAccessibleName(new RegExp(`${count} observations`));
});

test("the same by keyboard: a cross, a middle, a rim", async ({ page }) => {
  await openMap(page, "&sky=83.633+22.014+8");
  await choose(page, "Circle");
  await map(page).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("status").filter({ hasText: "RA 83.63°, Dec 22.01°" })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByRole("status").filter({ hasText: /radius \d/ })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/match=pointing/);
  expect([asked(page).get("raDeg"), asked(page).get("decDeg")]).toEqual(["83.633", "22.014"]);
  expect(Number(asked(page).get("radiusDeg"))).toBeGreaterThan(0.5);
  await expect(page.getByText("SIM-CRAB").first()).toBeVisible();
  // Escape gives up a drawing, and what was not drawn is not searched.
  await map(page).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  expect(asked(page).get("raDeg")).toBe("83.633");
});

test("a polygon is drawn corner by corner, by mouse on the galactic map and by keyboard", async ({ page }) => {
  await openMap(page);
  await choose(page, "Galactic");
  await expect(map(page)).toHaveAccessibleName(/^Sky map, galactic/);
  await expect(page).toHaveURL(/frame=galactic/);
  await choose(page, "Polygon");
  const corners = [{ raDeg: 76, decDeg: 15 }, { raDeg: 92, decDeg: 15 }, { raDeg: 92, decDeg: 30 }, { raDeg: 76, decDeg: 30 }];
  for (const corner of [...corners, corners[0]!]) {
    const { x, y } = await onScreen(page, corner);
    await page.mouse.click(x, y);
  }
  await expect(page.getByRole("button", { name: "Remove filter Polygon of 4 vertices" })).toBeVisible();
  const drawn = parsePolygon(asked(page).get("polygon")!);
  expect("fault" in drawn ? drawn.fault : drawn.vertices).toHaveLength(4);
  await expect(page.getByText("SIM-CRAB").first()).toBeVisible();
  await expect(page.getByText("SIM-AGN")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("radio", { name: "Galactic" })).toBeChecked();
  await page.getByRole("button", { name: /^Remove filter Polygon/ }).click();
  await choose(page, "Polygon");
  await map(page).focus();
  for (const key of ["ArrowLeft", "Enter", "Shift+ArrowUp", "Enter", "Shift+ArrowRight", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: "Search polygon" }).click();
  await expect(page).toHaveURL(/polygon=/);
});

test("a click tells what is there, selects it and leads to it", async ({ page }) => {
  await openMap(page, "&project=SIM-CRAB&sky=83.633+22.014+16");
  const first = (await rows(page).first().getAttribute("aria-label"))!.replace("Select observation ", "");
  const { raDeg, decDeg } = (await (await page.request.get(`/api/v1/observations/${first}`)).json()) as SkyPosition;
  const { x, y } = await onScreen(page, { raDeg, decDeg });
  await page.mouse.click(x, y);
  const card = page.getByRole("region", { name: "At this place" });
  await expect(card).toContainText(/observations? here/);
  await card.getByRole("checkbox", { name: `Select ${first} on the map` }).check();
  await expect(page.getByRole("checkbox", { name: `Select observation ${first}` })).toBeChecked();
  await card.getByRole("link", { name: first.split(":")[1]!, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(first.split(":")[1]!);
});

test("days are chosen on the timeline by mouse and by keyboard, and stand in the address", async ({ page }) => {
  await signIn(page, "pi-crab", "/search?view=timeline");
  const timeline = page.getByRole("region", { name: "Timeline" });
  const chart = timeline.getByRole("img", { name: /observations at any time/ });
  await expect(chart).toBeVisible();
  const before = await rows(page).count();
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/startMjd=\d+&endMjd=\d+/);
  // What the brush leaves out stays on view.
  await expect(chart).toBeVisible();
  await page.reload();
  await expect(timeline.getByRole("slider", { name: "First day" })).toHaveAttribute("aria-valuenow", asked(page).get("startMjd")!);
  await timeline.getByRole("button", { name: "Any time" }).click();
  await expect(rows(page)).toHaveCount(before);

  await timeline.getByRole("button", { name: "Choose days" }).click();
  const first = timeline.getByRole("slider", { name: "First day" });
  const begun = Number(await first.getAttribute("aria-valuenow"));
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await expect(first).not.toHaveAttribute("aria-valuenow", String(begun));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/startMjd=\d+/);
  expect(Number(asked(page).get("startMjd"))).toBeGreaterThan(begun);
});

test("tables say what map and timeline show", async ({ page }) => {
  await signIn(page, "pi-crab", "/search?view=both&project=SIM-CRAB");
  await page.getByText("The map as a table").click();
  await page.getByText("The timeline as a table").click();
  for (const name of ["Map as a table", "Timeline as a table"]) {
    const counts = await page.getByRole("region", { name }).getByRole("row").evaluateAll((all) => all.slice(1).map((row) => Number((row as HTMLTableRowElement).cells[(row as HTMLTableRowElement).cells.length - 1]!.textContent)));
    expect(counts.reduce((sum, count) => sum + count, 0), name).toBe(8);
  }
});

test("what is hidden is on no map", async ({ page }) => {
  await page.goto("/search?view=both&project=SIM-CRAB");
  await expect(map(page)).toHaveAccessibleName(/0 observations/);
  const [hidden, absent] = await Promise.all(["SIM-CRAB", "SIM-NEVER"].map(async (project) => (await page.request.get(`/api/v1/observations/density?project=${project}`)).text()));
  expect(hidden).toBe(absent);
});

test.describe("twelve thousand results", () => {
  const COUNT = 12_000;
  test.beforeAll(async () => {
    const made = await withSystem(
      `INSERT INTO observation (collection_id, obs_id, project_id, instrument, target_name, target_key, ra_deg, dec_deg, hpx, unit_x, unit_y, unit_z, fov_radius_deg, start_mjd, end_mjd, night_mjd, quality, telescope_count)
       SELECT o.collection_id, 8000000 + n, o.project_id, 'BIG', o.target_name, o.target_key, o.ra_deg, o.dec_deg, o.hpx, o.unit_x, o.unit_y, o.unit_z, o.fov_radius_deg, 58000 + n / 10.0, 58000.02 + n / 10.0, 58000 + n / 10, n % 3, 4
       FROM (SELECT o.* FROM observation o JOIN project p ON p.id = o.project_id WHERE p.code = 'SIM-AGN' AND o.hpx IS NOT NULL ORDER BY o.obs_id LIMIT 1) o, generate_series(1, ${COUNT}) AS n`,
    );
    expect(made).toBe(COUNT);
  });
  test.afterAll(async () => {
    await withSystem("DELETE FROM observation WHERE instrument = 'BIG'");
  });

  test("are chosen at once, but for some, turned around, kept over pages, and told apart by the basket", async ({ page }) => {
    await signIn(page, "analyst", "/search?instrument=BIG");
    await emptyBasket(page);
    await page.reload();
    const selection = page.getByRole("region", { name: "Selection" });
    await expect(async () => {
      await page.getByRole("button", { name: "Select all found" }).click({ timeout: 2000 });
      await expect(selection).toContainText("12,000 selected", { timeout: 2000 });
    }).toPass();
    await rows(page).first().uncheck();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByText("Page 2")).toBeVisible();
    await rows(page).first().uncheck();
    await expect(selection).toContainText("11,998 selected");
    await selection.getByRole("button", { name: "Invert" }).click();
    await expect(selection).toContainText("2 selected");
    await selection.getByRole("button", { name: "Invert" }).click();
    await selection.getByRole("checkbox", { name: "with matched IRFs" }).uncheck();
    await selection.getByRole("button", { name: "Add to basket" }).click();
    await expect(page.getByRole("link", { name: /Basket.*11,998/ })).toBeVisible();
    await page.getByRole("combobox", { name: "Restrict by basket" }).selectOption({ label: "Not in the basket" });
    await expect(rows(page)).toHaveCount(2);
    await expect(page.getByRole("button", { name: "Remove filter Not in the basket" })).toBeVisible();
    await emptyBasket(page);
  });

  test("are loaded below each other, and the keyboard goes through all of them", async ({ page }) => {
    await page.goto("/search?instrument=BIG&sort=obsId");
    const table = page.getByRole("table", { name: "Observations" });
    for (let loaded = 1050; loaded <= 3050; loaded += 1000) {
      await page.getByRole("button", { name: "Load 1,000 more" }).click();
      await expect(page.getByRole("status").filter({ hasText: new RegExp(`1–${loaded.toLocaleString("en")} of more`) })).toBeVisible();
    }
    // No more rows are there than the window needs, and each knows its number.
    expect(await rows(page).count()).toBeLessThan(120);
    await rows(page).first().focus();
    await page.keyboard.press("End");
    await expect(page.getByRole("checkbox", { name: "Select observation sim-agn:8003050" })).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowUp");
    await expect(page.getByRole("checkbox", { name: "Select observation sim-agn:8003049" })).toBeFocused();
    await expect(table.locator("tr[aria-rowindex='3051']")).toBeVisible();
    await page.keyboard.press("Home");
    await expect(page.getByRole("checkbox", { name: "Select observation sim-agn:8000001" })).toBeFocused();
    await expect(page.getByRole("region", { name: "Selection" })).toContainText("1 selected");
  });

  test("are cells on the map", async ({ page }) => {
    await page.goto("/search?instrument=BIG&view=both");
    await expect(map(page)).toHaveAccessibleName(/12,000 observations/);
    await expect(page.getByRole("list", { name: "Legend" })).toContainText("per cell");
    await expect(page.getByRole("img", { name: /^12,000 observations at any time/ })).toBeVisible();
  });
});

test("columns are chosen and kept", async ({ page }) => {
  await signIn(page, "pi-crab", "/search?project=SIM-CRAB");
  await page.getByText("Columns", { exact: true }).click();
  for (const name of ["Night", "Quality", "Telescopes", "Offset"]) await page.getByRole("checkbox", { name, exact: true }).check();
  await page.getByRole("checkbox", { name: "Size", exact: true }).uncheck();
  await page.reload();
  for (const name of [/^Night/, /^Quality/, /^Telescopes/, /^Offset/]) await expect(page.getByRole("columnheader", { name })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: /^Size/ })).toHaveCount(0);
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("button", { name: "Usual columns" }).click();
  await expect(page.getByRole("columnheader", { name: /^Size/ })).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`map and timeline have no accessibility fault that axe finds, and fit 390 pixels, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/search?view=both&q=pks&startMjd=50000&endMjd=70000");
      await expect(map(page)).toHaveAccessibleName(/observations/);
      await page.getByText("The map as a table").click();
      await expect(page.getByRole("region", { name: "Map as a table" })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${width} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
  });
}
