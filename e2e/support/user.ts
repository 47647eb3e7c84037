import { type Browser, expect, type Page } from "@playwright/test";

/** Signs in as one of the demo's accounts, as a person does: through the identity service's own page. */
export async function signIn(page: Page, account: string, from = "/search"): Promise<void> {
  await page.goto(`/signin?callbackUrl=${encodeURIComponent(from)}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: new RegExp(`^${account}\\b`) }).click();
  await expect(page.getByRole("button", { name: `Account ${account}` })).toBeVisible();
}

/** A browser of its own for one account, beside those of others. */
export async function pageOf(browser: Browser, account: string, from = "/search"): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, account, from);
  return page;
}

/** Empties the signed-in person's basket, so that a journey begins as a new user's does. */
export async function emptyBasket(page: Page): Promise<void> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.delete("/api/v1/basket/items", { data: { all: true }, headers: { origin } });
  expect(answer.ok()).toBe(true);
}

/** Searches for a project and puts all of it, with its IRFs, into the basket. */
export async function fillBasket(page: Page, project: string, count: number): Promise<void> {
  await page.goto(`/search?project=${project}`);
  await expect(page.getByRole("table", { name: "Observations" })).toBeVisible();
  const selection = page.getByRole("region", { name: "Selection" });
  // `check` looks at the box in the moment of the click; while the page's script comes it is drawn anew a moment later.
  await page.getByRole("checkbox", { name: "Select all on this page" }).click();
  await expect(selection).toContainText(`${count} selected`);
  await selection.getByRole("button", { name: "Match IRFs" }).click();
  await expect(page.getByRole("region", { name: "IRF match" })).toBeVisible();
  await selection.getByRole("button", { name: "Add to basket" }).click();
  await expect(page.getByRole("link", { name: new RegExp(`Basket.*\\b${count}\\b`) })).toBeVisible();
}
