import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { root } from "../support/demo";
import { python, PythonClient, pythonMissing } from "../support/python-client";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// From the basket in the browser to a store on one's own disk: by an API token, or by a code confirmed in the browser. The
// client is the one file that the portal serves, run by a Python that has nothing else.

const hasGammapy = pythonMissing === null && spawnSync(python, ["-c", "import gammapy"]).status === 0;
let client: PythonClient;

test.beforeEach(async ({ request }) => {
  test.skip(pythonMissing !== null, pythonMissing ?? "");
  client = await PythonClient.fetch(request);
});
test.afterEach(() => client?.remove());

/** Makes a token as a person does; gives its secret, which is shown this once. */
async function makeToken(page: Page, name: string): Promise<string> {
  await page.goto("/settings");
  await page.getByRole("link", { name: "Make, see and revoke tokens" }).click();
  // A click before the page's script runs is lost.
  await expect(async () => {
    await page.getByRole("button", { name: "Make a token" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2000 });
  }).toPass();
  const dialog = page.getByRole("dialog", { name: "Make an API token" });
  await dialog.getByLabel("Name").fill(name);
  await expect(dialog.getByRole("checkbox")).toHaveCount(4);
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const secret = page.getByRole("textbox", { name: "The token’s secret" });
  await expect(secret).toBeFocused();
  await expect(page.getByRole("button", { name: "Copy the token" })).toBeVisible();
  return secret.inputValue();
}

test("a token made in the browser stages the basket from a script; revoked, it is refused", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", 8);
  const token = await makeToken(page, "laptop");
  expect(token).toMatch(/^airshower_pat_[0-9A-Za-z]{49}$/);

  expect(await client.run(["login", "--token"], `${token}\n`)).toMatchObject({ status: 0, out: expect.stringContaining("as pi-crab") });
  expect(fs.statSync(client.credentialsFile).mode & 0o777).toBe(0o600);
  const staged = await client.run(["stage", "crab"]);
  expect(staged).toMatchObject({ status: 0, err: expect.stringContaining("100 %") });
  const store = staged.out.trim();
  expect(store).toBe(path.join(client.folder, "crab"));
  if (hasGammapy) {
    const opened = spawnSync(python, [path.join(root, "e2e/support/open_store.py"), store], { encoding: "utf8" });
    expect(JSON.parse(opened.stdout)).toEqual({ observations: 8, events: expect.any(Number), irfs: true });
  }
  // Again: nothing is fetched, and what is here stays.
  const before = fs.statSync(path.join(store, "hdu-index.fits.gz")).mtimeMs;
  expect((await client.run(["stage", "crab", "--quiet"])).status).toBe(0);
  expect(fs.statSync(path.join(store, "hdu-index.fits.gz")).mtimeMs).toBe(before);

  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.reload();
  const row = page.getByRole("row", { name: /laptop/ });
  await expect(row).toContainText("search, read, stage");
  await expect(row).not.toContainText("never");
  expect(await page.content()).not.toContain(token);
  // A click before the page's script runs is lost.
  await expect(async () => {
    await row.getByRole("button", { name: "Revoke the token laptop" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2000 });
  }).toPass();
  await page.getByRole("dialog", { name: "Revoke the token laptop?" }).getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("The token laptop is revoked.")).toBeVisible();
  await expect(row).toHaveCount(0);
  expect(await client.run(["stage", "crab"])).toMatchObject({ status: 1, err: expect.stringContaining("was revoked") });
  await emptyBasket(page);
});

test("the page of tokens has no accessibility fault that axe finds, in any of its states, nor is it too wide for a phone", async ({ page }) => {
  test.setTimeout(180_000);
  const check = async (state: string) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${state} ${id}: ${nodes[0]?.html}`)).toEqual([]);
  };
  await signIn(page, "pi-agn");
  await makeToken(page, "of a walk");
  await check("secret");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("button", { name: "Make a token" })).toBeFocused();
  await check("list");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.getByRole("dialog", { name: "Make an API token" })).toBeVisible();
  await check("form");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Revoke the token of a walk" }).click();
  await check("question");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No token yet")).toBeVisible();
});

test("a token goes on after signing out, and ends when it is revoked", async ({ page }) => {
  await signIn(page, "pi-crab");
  const token = await makeToken(page, "nightly");
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: "Account pi-crab" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
  const me = () => page.request.get("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
  expect(await (await me()).json()).toMatchObject({ username: "pi-crab" });
  await signIn(page, "pi-crab", "/settings/tokens");
  await expect(async () => {
    await page.getByRole("button", { name: "Revoke the token nightly" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2000 });
  }).toPass();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("The token nightly is revoked.")).toBeVisible();
  expect((await me()).status()).toBe(401);
});

test("the client signs in by a code that is confirmed in the browser", async ({ page }) => {
  expect(await client.logIn(page, "pi-crab")).toMatchObject({ status: 0, out: expect.stringContaining("as pi-crab") });
  const found = await client.run(["search", "--project", "SIM-CRAB", "--format", "ids"]);
  expect(found.out.trim().split("\n")).toHaveLength(8);
});
