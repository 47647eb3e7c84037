import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { command, demoDataDir } from "../support/demo";
import { withSystem } from "../support/database";
import { holdScript } from "../support/held-script";
import { pageOf, signIn } from "../support/user";

const box = (page: Page) => page.getByRole("combobox", { name: "Search" });
/** Select fields have options too. */
const options = (page: Page) => page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
const submit = (page: Page) => page.getByRole("button", { name: "Search", exact: true }).click();
const found = (page: Page, project: string) => page.getByRole("checkbox", { name: new RegExp(`^Select observation ${project}:`) });

/** Typing counts from when the page's script runs. */
async function type(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await box(page).fill("");
    await box(page).pressSequentially(text);
    await expect(options(page).first()).toBeVisible({ timeout: 2000 });
  }).toPass();
}

test("box, form and address say the same search", async ({ page }) => {
  await signIn(page, "pi-crab");
  await box(page).fill("project:sim-crab zenith:<60 after:2000-01-01");
  await submit(page);
  await expect(page).toHaveURL(/project=sim-crab.*startMjd=51544.*zenithMaxDeg=60/);
  await page.goto("/search?project=SIM-CRAB&zenithMaxDeg=60&startMjd=51544&endMjd=88069");
  await expect(box(page)).toHaveValue("project:SIM-CRAB after:2000-01-01 until:2099-12-31 zenith:<60");
  await page.getByText("Conditions", { exact: true }).click();
  await expect(page.getByLabel("Zenith angle at most (°)")).toHaveValue("60");
  await page.getByLabel("Zenith angle at most (°)").fill("55");
  await page.getByRole("button", { name: "Apply" }).and(page.locator(":visible")).click();
  await expect(box(page)).toHaveValue("project:SIM-CRAB after:2000-01-01 until:2099-12-31 zenith:<55");
  await expect(page).toHaveURL(/zenithMaxDeg=55/);
});

test("what is sent before the page's script runs is searched for as it is later", async ({ page }) => {
  for (const from of ["/", "/search?sort=zenithDeg"]) {
    const release = await holdScript(page);
    await page.goto(from, { waitUntil: "domcontentloaded" });
    await box(page).fill("project:sim-agn zenith:<60");
    await box(page).press("Enter");
    release();
    await expect(page).toHaveURL(/\/search\?project=sim-agn&zenithMaxDeg=60/i);
    await expect(box(page)).toHaveValue(/^project:sim-agn zenith:<60$/i);
  }
  const release = await holdScript(page);
  await page.goto("/search", { waitUntil: "domcontentloaded" });
  await box(page).fill("zenith:>40");
  await box(page).press("Enter");
  release();
  await expect(page.getByText("There is only an upper bound")).toBeVisible();
  await expect(box(page)).toHaveValue("zenith:>40");
});

test("keys and values are completed by keyboard, from what one may see", async ({ page, browser }) => {
  await signIn(page, "pi-crab");
  await type(page, "proj");
  await expect(options(page).filter({ hasText: /^project:/ })).toBeVisible();
  await box(page).press("ArrowDown");
  await box(page).press("Enter");
  await expect(box(page)).toHaveValue("project:");
  await box(page).pressSequentially("sim-cr");
  await expect(options(page).filter({ hasText: "SIM-CRAB" })).toBeVisible();
  await box(page).press("ArrowDown");
  await expect(page.getByRole("listbox", { name: "Suggestions" }).getByRole("option", { selected: true })).toContainText("SIM-CRAB");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await box(page).press("Tab");
  await expect(box(page)).toHaveValue("project:SIM-CRAB ");
  await box(page).press("Enter");
  await expect(found(page, "sim-crab")).toHaveCount(8);

  const outside = await (await browser.newContext()).newPage();
  await outside.goto("/search");
  await type(outside, "project:sim-");
  await expect(options(outside).filter({ hasText: "SIM-AGN" })).toBeVisible();
  await expect(options(outside).filter({ hasText: "SIM-CRAB" })).toHaveCount(0);
  await box(outside).press("Escape");
  await expect(options(outside)).toHaveCount(0);
});

test("a mistake is pointed at, and says what to write", async ({ page }) => {
  await page.goto("/search");
  await expect(async () => {
    await box(page).fill("crab zenit:<40");
    await submit(page);
    await expect(page.getByRole("alert").filter({ hasText: "do you mean zenith:?" })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(box(page)).toHaveAttribute("aria-invalid", "true");
  expect(await box(page).evaluate((input: HTMLInputElement) => input.value.slice(input.selectionStart!, input.selectionEnd!))).toBe("zenit:");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await box(page).fill("zenith:<40");
  await expect(box(page)).not.toHaveAttribute("aria-invalid", "true");
});

test("a name becomes a place; one that names two is asked back; an unknown one is said to be unknown", async ({ page }) => {
  await page.goto("/search");
  await expect(async () => {
    await box(page).fill("crab radius:2");
    await submit(page);
    await expect(page).toHaveURL(/raDeg=83.6331&decDeg=22.0145&radiusDeg=2/, { timeout: 5000 });
  }).toPass();
  await expect(box(page)).toHaveValue("near:83.6331,22.0145 radius:2");
  await box(page).fill("near:Kookaburra");
  await submit(page);
  const question = page.getByRole("region", { name: "Which Kookaburra?" });
  await expect(question.getByRole("button")).toHaveCount(2);
  await question.getByRole("button", { name: /HESS J1418-609/ }).click();
  await expect(page).toHaveURL(/raDeg=214.5167/);
  await box(page).fill("near:nowhere");
  await submit(page);
  await expect(page.getByRole("alert").filter({ hasText: "No source named “nowhere” is known to this portal" })).toBeVisible();
});

test("a saved search tells of new data, and of them alone", async ({ browser }) => {
  const page = await pageOf(browser, "pi-crab", "/search?project=SIM-CRAB&instrument=Another");
  await page.getByText("Saved", { exact: true }).click();
  await page.getByLabel("Keep this search as").fill("another instrument");
  await page.getByRole("button", { name: "Save search" }).click();
  await expect(page.getByRole("list", { name: "Saved searches" })).toContainText("another instrument");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await withSystem("UPDATE observation SET instrument = 'Another' WHERE obs_id = 50101");
  try {
    await expect(async () => {
      await page.goto("/notices");
      await expect(page.getByRole("link", { name: "Your saved search “another instrument” finds new observations of SIM-CRAB" })).toBeVisible({ timeout: 2000 });
    }).toPass({ timeout: 90_000 });
    await page.getByRole("link", { name: /another instrument/ }).first().click();
    await expect(found(page, "sim-crab")).toHaveCount(1);
    // The link shows an outsider what an outsider may see.
    const outside = await (await browser.newContext()).newPage();
    await outside.goto(page.url());
    await expect(outside.getByText(/No observations/)).toBeVisible();
    await expect(outside.getByText("50101")).toHaveCount(0);
  } finally {
    await withSystem("UPDATE observation SET instrument = (SELECT instrument FROM observation WHERE obs_id = 50102) WHERE obs_id = 50101");
    await page.goto("/search?project=SIM-CRAB");
    await page.getByText("Saved", { exact: true }).click();
    await page.getByRole("button", { name: "Remove the search another instrument" }).click();
    await expect(page.getByRole("list", { name: "Saved searches" })).toHaveCount(0);
  }
});

test("a saved search gets another name by keyboard, unless that is taken", async ({ browser }) => {
  const page = await pageOf(browser, "pi-crab", "/search?project=SIM-CRAB");
  await page.getByText("Saved", { exact: true }).click();
  const saved = page.getByRole("list", { name: "Saved searches" });
  const names = ["first name", "taken name"];
  for (const name of names) {
    await page.getByLabel("Keep this search as").fill(name);
    await page.getByRole("button", { name: "Save search" }).click();
    await expect(saved).toContainText(name);
  }
  try {
    await page.getByRole("button", { name: "Rename the search first name" }).focus();
    await page.keyboard.press("Enter");
    const field = page.getByLabel("New name of first name");
    await expect(field).toBeFocused();
    // All of it is marked, so that typing takes its place.
    await page.keyboard.type("taken name");
    await page.keyboard.press("Enter");
    await expect(saved.getByText("You keep a search named 'taken name' already: choose another name, or remove that one.")).toBeVisible();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press("Escape");
    // The key took the field away, and not the menu.
    await expect(page.getByRole("button", { name: "Rename the search first name" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.type("another name");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Rename the search another name" })).toBeFocused();
    names[0] = "another name";
    await page.reload();
    await page.getByText("Saved", { exact: true }).click();
    await expect(saved).toContainText("another name");
    await expect(saved).not.toContainText("first name");
    await expect(page).toHaveURL(/project=SIM-CRAB/);
  } finally {
    await page.goto("/search?project=SIM-CRAB");
    await page.getByText("Saved", { exact: true }).click();
    for (const name of names) await page.getByRole("button", { name: `Remove the search ${name}` }).click();
    await expect(saved).toHaveCount(0);
  }
});

const PYTHON = "/usr/bin/python3";
test("the whole result leaves as a VOTable that astropy opens", async ({ page }) => {
  test.skip(!fs.existsSync(PYTHON), "there is no Python of the system");
  await signIn(page, "pi-crab", "/search?project=SIM-CRAB&limit=3");
  await page.getByText("Take along", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "VOTable" }).click()]);
  const script = `import sys, warnings
warnings.simplefilter("error")
from astropy.io.votable import parse
table = parse(sys.argv[1], verify="exception").get_first_table().to_table()
print(len(table), table["raDeg"].unit, table["startMjd"].unit)`;
  expect(execFileSync(PYTHON, ["-c", script, await download.path()]).toString().trim()).toBe("8 deg d");
});

test("the front door shows a visitor what is here and how to begin, with what operators announce", async ({ page }) => {
  const file = path.join(demoDataDir(), "banner.json");
  await command("scripts/banner.ts", "--file", file, "--text", "Maintenance <b>on Tuesday</b>", "--warning", "--until", "2099-01-01T10:00");
  try {
    await page.goto("/");
    await expect(page.getByRole("region", { name: "Announcements" })).toContainText("Maintenance <b>on Tuesday</b> Until 2099-01-01 10:00 UTC.");
    await expect(page.getByRole("heading", { name: "What is here" })).toBeVisible();
    await expect(page.getByText("SIM-CRAB")).toHaveCount(0);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole("link", { name: /Try it with public data/ }).click();
    await expect(page).toHaveURL(/access=readable/);
    await expect(page.getByRole("table", { name: "Observations" })).toBeVisible();
    await expect(box(page)).toHaveValue("access:readable");
  } finally {
    fs.rmSync(file, { force: true });
  }
});
