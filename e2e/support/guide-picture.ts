import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { root } from "./demo";

/**
 * Takes a picture of what a journey has before it, for the documentation. `npm run shots -- --guide` keeps it in
 * public/guide; every other run takes it too and throws it away, so that a page can not change without the picture's
 * journey noticing.
 */
export async function guidePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.GUIDE_PICTURES ? "public/guide" : "test-results/guide";
  await expect(page.getByText(/^Loading/)).toHaveCount(0);
  await page.screenshot({ path: path.join(root, folder, `${name}.png`), animations: "disabled" });
}
