import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { chromiumArguments, chromiumPath } from "../../browser";
import type { Ending } from "../ending";

/** A browser of a person who is signed in, which Lighthouse can drive too. */
export interface SignedIn {
  readonly page: Page;
  readonly debuggingPort: number;
}

const VIEWPORT = { width: 1440, height: 900 };

/** Starts Chromium with a profile of its own and signs in by the identity service's page, as a person does. */
export async function signedInBrowser(ending: Ending, portalUrl: string, account: string, debuggingPort: number): Promise<SignedIn> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-pages-"));
  ending.add(() => fs.rmSync(profile, { recursive: true, force: true }));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...(chromiumPath && { executablePath: chromiumPath }),
    args: [...chromiumArguments, `--remote-debugging-port=${debuggingPort}`],
    viewport: VIEWPORT,
  });
  ending.add(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${portalUrl}/signin?callbackUrl=/search`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: new RegExp(`^${account}\\b`) }).click();
  await page.getByRole("button", { name: `Account ${account}` }).waitFor();
  return { page, debuggingPort };
}
