import lighthouse, { desktopConfig } from "lighthouse";
import { z } from "zod";

/** What Lighthouse finds of one page, on a desk. Scores are 0 to 100. */
export interface PageReport {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  readonly blockingMs: number;
  readonly scriptKb: number;
  /** What costs points, as Lighthouse names it. */
  readonly faults: readonly string[];
}

const requestsSchema = z.object({ items: z.array(z.object({ resourceType: z.string().optional(), transferSize: z.number() })) });

/** Loads a page anew in the browser behind this port, with the cookies that are there, and measures it. */
export async function measurePage(url: string, port: number): Promise<PageReport> {
  const flags = { port, logLevel: "error", disableStorageReset: true, onlyCategories: ["performance", "accessibility", "best-practices"] } as const;
  const result = await lighthouse(url, { ...flags, onlyCategories: [...flags.onlyCategories] }, desktopConfig);
  if (!result) throw new Error(`Lighthouse gives no report of ${url}`);
  const { categories, audits, runtimeError } = result.lhr;
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`);
  const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
  const ms = (name: string) => audits[name]?.numericValue ?? 0;
  const { items } = requestsSchema.parse(audits["network-requests"]?.details);
  const scored = new Set(Object.values(categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id)));
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    firstPaintMs: ms("first-contentful-paint"),
    largestPaintMs: ms("largest-contentful-paint"),
    blockingMs: ms("total-blocking-time"),
    scriptKb: items.filter(({ resourceType }) => resourceType === "Script").reduce((sum, { transferSize }) => sum + transferSize, 0) / 1000,
    faults: Object.values(audits).filter(({ id, score }) => scored.has(id) && score !== null && score < 0.9).map(({ id }) => id),
  };
}
