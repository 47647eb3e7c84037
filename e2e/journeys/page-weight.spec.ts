import { expect, type Page, test } from "@playwright/test";
import { signIn } from "../support/user";

// What a page sends before anybody has done anything there: by size, which is the same on every machine.

const KB = 1000;
/** The search page's budget is the design's. A basket draws what it is worth when that is shown, and loads what draws it then. */
const limits: Readonly<Record<string, number>> = { "/search": 200 * KB, "/search?project=SIM-CRAB": 200 * KB, "/": 200 * KB };

/** Compressed bytes of the scripts that a page runs, fetched for the first time; what Next fetches ahead for other pages is theirs. */
async function scriptBytes(page: Page, path: string): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.clearBrowserCache");
  await devtools.detach();
  await page.goto(path, { waitUntil: "networkidle" });
  return page.evaluate(() => {
    const run = new Set([...document.scripts].map(({ src }) => src));
    const fetched = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return fetched.filter(({ name }) => run.has(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
}

for (const [path, limit] of Object.entries(limits)) {
  test(`${path} sends at most ${limit / KB} kB of script`, async ({ page }) => {
    await signIn(page, "pi-crab", "/help");
    const bytes = await scriptBytes(page, path);
    console.log(`${path}: ${(bytes / KB).toFixed(1)} kB of script`);
    expect(bytes).toBeGreaterThan(50 * KB);
    expect(bytes).toBeLessThanOrEqual(limit);
  });
}
