import fs from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { demoDataDir } from "./demo";

/** Why a journey that needs a hub is skipped. */
export const hubMissing = "there is no JupyterHub with gammapy (apt-get install jupyterhub python3-gammapy python3-ipykernel jupyter-notebook python3-jwt)";

export interface SpectrumResult {
  readonly index: number;
  readonly index_error: number;
  readonly amplitude: number;
  readonly sqrt_ts: number;
  readonly n_observations: number;
}

/** From the basket page to the notebook: plan, launch, wait until it is ready, open it. With another analysis than the first where one is named. */
export async function launchNotebook(page: Page, analysis?: string): Promise<Page> {
  await page.getByRole("link", { name: /Basket/ }).first().click();
  if (analysis !== undefined) await page.getByRole("radio", { name: analysis }).check();
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  await expect(page).toHaveURL(/\/launches\/[0-9a-f-]{36}$/);
  const open = page.getByRole("link", { name: "Open notebook" });
  await expect(open).toBeVisible({ timeout: 60_000 });
  const [notebook] = await Promise.all([page.context().waitForEvent("page"), open.click()]);
  await notebook.waitForURL(/\/notebooks\/.*\.ipynb/, { timeout: 60_000 });
  return notebook;
}

/** Runs every cell of the opened notebook in the hub and reads the result that its last cells print. */
export async function runNotebook(notebook: Page): Promise<SpectrumResult> {
  return JSON.parse(await resultOf(notebook)) as SpectrumResult;
}

/** The same for any notebook: what stands behind AIRSHOWER_RESULT. */
export async function resultOf(notebook: Page): Promise<string> {
  // The classic page has its kernel ready when the indicator says so; only then does 'Run All' run all.
  await expect(notebook.locator("#kernel_indicator")).toBeVisible({ timeout: 60_000 });
  await expect(notebook.locator("#kernel_indicator_icon.kernel_idle_icon")).toBeVisible({ timeout: 60_000 });
  await notebook.getByRole("link", { name: "Cell", exact: true }).click();
  await notebook.locator("#run_all_cells").click();
  const result = notebook.locator(".output_text", { hasText: "AIRSHOWER_RESULT" });
  await expect(result.or(notebook.locator(".output_error")).first()).toBeVisible({ timeout: 300_000 });
  await expect(notebook.locator(".output_error")).toHaveCount(0);
  const line = (await result.first().innerText()).split("\n").find((each) => each.includes("AIRSHOWER_RESULT"))!;
  return line.replace(/^.*?AIRSHOWER_RESULT\s*/, "");
}

/** What a notebook of the hub wrote beside itself: its files, each by what it begins with. */
export function filesBeside(notebook: Page, account: string): { readonly [name: string]: string } {
  const [, folder] = /\/(airshower-[0-9a-f]+)\//.exec(new URL(notebook.url()).pathname)!;
  const home = path.join(demoDataDir(), "hub/homes", account, folder!);
  const files = fs.readdirSync(home, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const own = files.filter((file) => !/^(data|\.)/.test(path.relative(home, file)));
  return Object.fromEntries(own.map((file) => [path.relative(home, file), fs.readFileSync(file).subarray(0, 400).toString("latin1")]));
}

/** How files of the field's formats begin. */
export const beginsAs = {
  fits: /^SIMPLE {2}= {20}T/,
  ecsv: /^# %ECSV 1\.0\n/,
  png: /^\x89PNG\r\n/,
  model: /^components:\n- +name: source\n +type: SkyModel\n/,
};

/** The picture of the spectral energy distribution stands in the notebook. */
export async function expectSedImage(notebook: Page): Promise<void> {
  const images = notebook.locator(".output_png img");
  await expect(images.first()).toBeVisible();
  for (const image of await images.all()) {
    expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBeGreaterThan(200);
  }
}

/** Stops the launch from its page, as a person does. */
export async function stopLaunch(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Stop it" }).click();
  await expect(page.getByText("This launch has ended.")).toBeVisible({ timeout: 60_000 });
}
