import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type { Known } from "../access/attempts";
import { pages } from "../access/expectations";
import { findKnown, stopKnown } from "../access/known";
import { bearers, roles } from "../access/roles";
import { pageOf } from "../support/user";

// A picture of each page in both themes, on a desk and on a phone, to be looked at. Which pages there are is said by the
// access walk, where a page that is not named fails.

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const themes = ["light", "dark"] as const;
const folder = process.env.SHOTS_DIR!;

let known: Known;
let pi: Record<string, string>;
test.beforeAll(async ({ request }) => {
  ({ pi } = await bearers());
  known = await findKnown(request, pi);
});
test.afterAll(async ({ request }) => stopKnown(request, known));

/** Whoever has the most to see there. */
const visitorOf = (page: string) => (page.startsWith("/admin") ? roles.manager : page === "/signin" ? null : roles.pi);
const nameOf = (page: string) => page.replaceAll(/[{}]/g, "").replaceAll("/", "-").replace(/^-/, "") || "front";

async function open(browser: Browser, account: string | null) {
  return account === null ? (await browser.newContext()).newPage() : pageOf(browser, account);
}

/** As somebody sees it who has scrolled through it once: what is drawn when it is scrolled to is drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let top = 0; top < document.body.scrollHeight; top += 400) {
      window.scrollTo(0, top);
      // Two frames: what a page asks for when it comes into view it asks for after the first.
      for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    window.scrollTo(0, 0);
  });
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByText(/^Loading /)).toHaveCount(0, { timeout: 30_000 });
  // What is summed up over files comes in its time.
  await expect(page.getByText(/^Reading /)).toHaveCount(0, { timeout: 60_000 });
  // Names that come by a request of their own: a launch's service. Pages that keep a connection open never fall silent.
  await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
}

for (const account of [null, roles.pi, roles.manager]) {
  test(`pages as ${account ?? "anonymous"} sees them`, async ({ browser }) => {
    test.setTimeout(600_000);
    const page = await open(browser, account);
    const shown = Object.keys(pages).filter((each) => visitorOf(each) === account || (account === null && each === "/"));
    for (const each of shown) {
      for (const theme of themes) {
        for (const [size, viewport] of Object.entries(sizes)) {
          await page.emulateMedia({ colorScheme: theme });
          await page.setViewportSize(viewport);
          await page.goto(pages[each]!.path(known));
          await expect(page.getByRole("main")).toBeVisible();
          await settled(page);
          const by = account === null && each === "/" ? "-anonymous" : "";
          await page.screenshot({ path: path.join(folder, `${nameOf(each)}${by}.${size}.${theme}.png`), fullPage: true, animations: "disabled" });
        }
      }
    }
    await page.context().close();
  });
}
