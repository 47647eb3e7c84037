import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { tokenOf } from "../support/demo";
import { gammapyMissing, openStore, unpack } from "../support/store";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// A basket leaves by the browser and by a script, and is a store that gammapy opens.

const OBSERVATIONS = 8;
let folder: string;

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-download-"));
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", OBSERVATIONS);
  await page.goto("/basket");
});
test.afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Chooses a way in the basket's download menu, and keeps what comes. */
async function downloaded(page: Page, way: string): Promise<string> {
  await page.getByText("Download", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: new RegExp(`^${way}\\b`) }).click()]);
  expect(await download.failure()).toBeNull();
  const file = path.join(folder, download.suggestedFilename());
  await download.saveAs(file);
  await page.keyboard.press("Escape");
  return file;
}

async function expectStore(store: string): Promise<void> {
  const found = await openStore(store, OBSERVATIONS);
  expect(found.observations).toBe(OBSERVATIONS);
  expect(found.events).toBeGreaterThan(1000);
}

for (const way of ["ZIP", "tar"]) {
  test(`a PI downloads the basket as one ${way}, which is a data store`, async ({ page }) => {
    test.skip(gammapyMissing !== null, gammapyMissing ?? "");
    const archive = await downloaded(page, way);
    expect(path.basename(archive)).toMatch(new RegExp(`^airshower-\\d{4}-\\d\\d-\\d\\d-${OBSERVATIONS}-observations\\.${way.toLowerCase()}$`));
    const store = path.join(folder, "store");
    await unpack(archive, store);
    expect(fs.existsSync(path.join(store, "PROBLEMS.txt"))).toBe(false);
    await expectStore(store);
  });
}

test("a PI downloads the basket's script, which fetches the same store", async ({ page }) => {
  test.skip(gammapyMissing !== null, gammapyMissing ?? "");
  const script = await downloaded(page, "Shell script");
  const env = { ...process.env, AIRSHOWER_TOKEN: await tokenOf("pi-crab") };
  const { stdout } = await promisify(execFile)("sh", [script, "data"], { cwd: folder, env });
  expect(stdout).toMatch(/All \d+ files are in data\./);
  await expectStore(path.join(folder, "data"));
});

test("the lists of files are to be had too", async ({ page }) => {
  for (const [way, name] of [["Metalink", "manifest.meta4"], ["CSV", "manifest.csv"], ["JSON", "manifest.json"], ["ESAP", "esap-basket.json"]] as const) {
    const file = await downloaded(page, way);
    expect(path.basename(file)).toBe(name);
    expect(fs.readFileSync(file, "utf8")).toContain("/files/sim-crab/r1/");
  }
});
