import type { Page } from "@playwright/test";
import type { Ending } from "../ending";
import type { Figure } from "../figure";
import { LaunchPortal } from "../launch-portal";
import type { Platform } from "../platform";
import { portalUrl, tokenOf } from "../portal";
import { MEMBER } from "../synthetic-projects";
import type { SyntheticStore } from "../synthetic-store";
import { signedInBrowser } from "./browser";
import { measureFrames, measureInteraction } from "./interaction";
import { measurePage, type PageReport } from "./lighthouse";

/** What the design allows the search page. */
const SCRIPT_KB = 200;
const LEAST = { performance: 95, accessibility: 100, bestPractices: 95 } as const;
const KEY_PRESSES = 40;
/** As many as the table takes. */
const ROWS = 10_000;
const WHEEL_TURNS = 250;

/** The pages that people live in, as a member of hidden projects sees them. */
export async function pageFigures(platform: Platform, ending: Ending, { seasons, content }: SyntheticStore, debuggingPort: number): Promise<Figure[]> {
  const portal = portalUrl(platform);
  const project = seasons[0]!.code;
  await new LaunchPortal(portal, await tokenOf(platform, MEMBER.username)).fillBasket(project);
  const own = [...content.observations].find(({ projectCode }) => projectCode === project)!;
  const paths = {
    search: `/search?project=${project}`,
    observation: `/observations/${encodeURIComponent(`${content.collection.name}:${own.obsId}`)}`,
    basket: "/basket",
    launches: "/launches",
    project: `/projects/${project}`,
  };
  const { page } = await signedInBrowser(ending, portal, MEMBER.username, debuggingPort);
  const figures: Figure[] = [];
  const devtools = await page.context().newCDPSession(page);
  for (const [name, path] of Object.entries(paths)) {
    // As who comes for the first time: what the page before has loaded counts for this one too.
    await devtools.send("Network.clearBrowserCache");
    figures.push(figureOf(name, path, await measurePage(portal + path, debuggingPort)));
  }
  figures.push(...(await tableFigures(page, portal)));
  return figures;
}

/** The table with as many rows loaded as it takes: keys in it, and its rows running by. */
async function tableFigures(page: Page, portal: string): Promise<Figure[]> {
  await page.goto(`${portal}/search`, { waitUntil: "networkidle" });
  for (let loaded = 0; loaded < ROWS; loaded += 1000) {
    const answered = page.waitForResponse((response) => response.url().includes("/api/v1/observations?") && response.url().includes("cursor="));
    await page.getByRole("button", { name: /^Load 1.000 more$/ }).click();
    await answered;
  }
  await page.getByText("rows are loaded, the most at once").waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByRole("checkbox", { name: /^Select observation/ }).first().focus();
  const delay = await measureInteraction(page, async () => {
    for (let i = 0; i < KEY_PRESSES; i++) await page.keyboard.press(i % 2 === 0 ? "Space" : "ArrowDown");
  });
  const frames = await measureFrames(page, async () => {
    await page.mouse.move(700, 600);
    for (let i = 0; i < WHEEL_TURNS; i++) await page.mouse.wheel(0, 240);
  });
  return [
    { name: "pages.search.interaction", values: { p50Ms: delay.medianMs, worstMs: delay.worstMs }, unit: "ms", budget: { ratio: delay.worstMs / 200, limit: 1 }, n: delay.count, how: `Space and arrow keys in the table of observations with ${ROWS} rows loaded: the browser's own event timing, over 200 ms; it tells nothing below 16 ms` },
    { name: "pages.search.frames", values: { ...frames }, unit: "1/s", budget: { ratio: frames.perSec / 60, limit: 0.95, atLeast: true }, n: frames.count, how: `frames that the browser draws while a wheel runs through the table of observations with ${ROWS} rows loaded; ratio to 60 a second` },
  ];
}

function figureOf(name: string, path: string, { faults, ...report }: PageReport): Figure {
  const ratio = name === "search" ? { ratio: report.scriptKb / SCRIPT_KB, limit: 1 } : { ratio: Math.min(...Object.entries(LEAST).map(([key, least]) => report[key as keyof typeof LEAST] / least)), limit: 1, atLeast: true };
  return {
    name: `pages.${name}`,
    values: { ...report },
    unit: "",
    budget: ratio,
    n: 1,
    how: `Lighthouse for a desk at ${path.replace(/[^/?=&a-z-]+/gi, "…")}, signed in; ${name === "search" ? "ratio of compressed script to 200 kB" : "ratio of the worst score to the wanted one"}${faults.length > 0 ? `; costs points: ${faults.join(", ")}` : ""}`,
  };
}
