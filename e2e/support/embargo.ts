import { expect, type Locator, type Page } from "@playwright/test";

/** Asks what the change on a manager's form would do; gives the region that says it, where a reason can be written. */
export async function showEffect(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Show what it does" }).click();
  const effect = page.getByRole("region", { name: "What it does" });
  await expect(effect.getByRole("textbox", { name: "Reason" })).toBeVisible();
  return effect;
}
