import { expect, type Locator, type Page } from "@playwright/test";

/** Asks what the change on a manager's form would do; gives the region that says it, where a reason can be written. */
export async function showEffect(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Show what it does" }).click();
  const effect = page.getByRole("region", { name: "What it does" });
  await expect(effect.getByRole("textbox", { name: "Reason" })).toBeVisible();
  return effect;
}

/** Applies, or proposes, what the effect shows, with a reason; opens to the public where that is asked. */
export async function applyChange(page: Page, effect: Locator, reason: string, button = "Apply"): Promise<void> {
  await effect.getByRole("textbox", { name: "Reason" }).fill(reason);
  await effect.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog");
  if ((await dialog.count()) > 0 && (await dialog.isVisible())) await dialog.getByRole("button", { name: "Open to the public" }).click();
  await expect(page).toHaveURL(/\/admin\/embargo\/changes\/[0-9a-f-]{36}$/);
}

/** As a manager on a change's own page. */
export async function decide(page: Page, verdict: "Approve" | "Undo", submit: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: verdict, exact: true }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill(reason);
  await page.getByRole("dialog").getByRole("button", { name: submit }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}
