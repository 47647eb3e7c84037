import type { Page } from "@playwright/test";

/** Lets the script of pages wait, as on a slow line, until it is released. */
export async function holdScript(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await released;
    await route.fallback();
  });
  return release;
}
