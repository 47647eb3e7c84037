import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { guidePicture } from "../support/guide-picture";
import { emptyBasket, fillBasket, signIn } from "../support/user";

test("a newcomer finds the page written for them, and a section of it", async ({ page }) => {
  await page.goto("/help");
  await page.getByRole("main").getByRole("link", { name: "documentation" }).click();
  await page.getByRole("link", { name: "For principal investigators" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "For principal investigators" })).toBeVisible();
  await page.getByRole("navigation", { name: /^Sections of/ }).getByRole("link", { name: "Let somebody in before" }).click();
  await expect(page).toHaveURL(/#let-somebody-in-before$/);
  await expect(page.getByRole("heading", { name: "Let somebody in before" })).toBeInViewport();
  await page.getByRole("article").getByRole("link", { name: "one page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The embargo, for a principal investigator");
  // Every picture that a page shows is there.
  await page.goto("/docs/pi");
  for (const picture of await page.getByRole("article").getByRole("img").all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(600);
  }
  expect((await page.goto("/docs/never-written"))!.status()).toBe(404);
});

test("the pictures of the documentation are of these pages", async ({ page }) => {
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", 8);
  await guidePicture(page, "search");
  await page.goto("/projects/SIM-CRAB");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("SIM-CRAB");
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await guidePicture(page, "project");
  await page.goto("/basket");
  await expect(page.getByRole("button", { name: "Launch", exact: true })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await guidePicture(page, "basket");
  await emptyBasket(page);
});

for (const theme of ["light", "dark"] as const) {
  test(`the documentation can be read by everybody, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    for (const path of ["/docs", "/docs/pi", "/docs/operations"]) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBeLessThanOrEqual(0);
    }
  });
}
