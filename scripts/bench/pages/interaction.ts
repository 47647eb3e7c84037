import type { Page } from "@playwright/test";

/** How long the page needs from a key or click to the next frame, over some dozens of them; the worst of them is what one feels. */
export interface Interaction {
  readonly medianMs: number;
  readonly worstMs: number;
  readonly count: number;
}

/** Does something to a page again and again and reads from the browser's own event timing what each took. */
export async function measureInteraction(page: Page, act: () => Promise<void>): Promise<Interaction> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { seenDelays: seen });
    // 16 ms is the least that browsers tell.
    new PerformanceObserver((list) => seen.push(...(list.getEntries() as (PerformanceEventTiming & { interactionId: number })[]).filter((entry) => entry.interactionId > 0).map(({ duration }) => duration))).observe({
      type: "event",
      durationThreshold: 16,
      buffered: false,
    } as PerformanceObserverInit);
  });
  await act();
  // What was painted last is told with the next frames.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100)))));
  const delays = (await page.evaluate(() => (globalThis as unknown as { seenDelays: number[] }).seenDelays)).sort((a, b) => a - b);
  return { medianMs: delays[Math.floor(delays.length / 2)] ?? 0, worstMs: delays.at(-1) ?? 0, count: delays.length };
}

/** How evenly a page is drawn while something moves on it. */
export interface Frames {
  readonly perSec: number;
  readonly worstMs: number;
  readonly count: number;
}

/** Counts the frames that the browser draws while something is done to the page. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    // A method, since the tool that runs this gives functions names by a helper that the page does not have.
    const watch = {
      seen: [] as number[],
      next(at: number) {
        this.seen.push(at);
        requestAnimationFrame((then) => this.next(then));
      },
    };
    Object.assign(globalThis, { seenFrames: watch.seen });
    requestAnimationFrame((at) => watch.next(at));
  });
  await act();
  const frames = await page.evaluate(() => (globalThis as unknown as { seenFrames: number[] }).seenFrames);
  const gaps = frames.slice(1).map((at, i) => at - frames[i]!);
  return { perSec: (1000 * gaps.length) / (frames.at(-1)! - frames[0]!), worstMs: Math.max(...gaps), count: gaps.length };
}
