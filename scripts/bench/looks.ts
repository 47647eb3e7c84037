import { setTimeout as sleep } from "node:timers/promises";
import { productParts } from "../demo/parts";
import type { Figure } from "./figure";
import { HttpSearch } from "./http-search";
import { EVENTS, insertLookFiles } from "./look-files";
import type { Platform } from "./platform";
import { portalUrl, startPortal } from "./portal";
import { median } from "./statistics";

/** Files that are looked at for the first time, and looks at one that is kept. */
const COLD = 10;
const WARM = 40;
const COLD_LIMIT_MS = 1000;
const WARM_LIMIT_MS = 50;
const paths = { events: "events", thetaSquared: "theta-squared", thetaSquaredElsewhere: "theta-squared?raDeg=83.2&decDeg=21.7&radiusDeg=0.2" };

/** Quick looks of event files of a hundred thousand events over HTTP, worker and its queue included. */
export async function lookFigures(platform: Platform): Promise<Figure[]> {
  await startPortal(platform);
  await platform.start(productParts(platform.setting).find(({ name }) => name === "worker")!);
  const ids = await insertLookFiles("bench-looks", COLD + 1);
  const portal = new HttpSearch(portalUrl(platform), null);
  try {
    const ask = (id: string, path: string) => portal.timed(`/api/v1/observations/${id}/looks/${path}`);
    // The queue, the listener and the statements of both processes are there on every day but the first.
    await ask(ids[0]!, "events");
    await sleep(1000);
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(paths)) {
      const cold: number[] = [];
      for (const id of ids.slice(1)) {
        const { ms, body } = await ask(id, path);
        requireReady(body, path);
        cold.push(ms);
      }
      const warm: number[] = [];
      for (let i = 0; i < WARM; i++) warm.push((await ask(ids[1 + (i % COLD)]!, path)).ms);
      figures.push(figure(name, "cold", cold, COLD_LIMIT_MS, "files that nobody has looked at"), figure(name, "kept", warm, WARM_LIMIT_MS, "what is kept, the embargo asked each time"));
    }
    return figures;
  } finally {
    portal.close();
  }
}

function requireReady(body: Buffer, path: string): void {
  if (!body.toString("utf8", 0, 100).includes('"ready"')) throw new Error(`${path} was not made in time: ${body.toString("utf8", 0, 200)}`);
}

function figure(name: string, which: "cold" | "kept", samples: readonly number[], limitMs: number, what: string): Figure {
  const p50Ms = median(samples);
  return { name: `looks.${EVENTS}.${name}.${which}`, values: { p50Ms, maxMs: Math.max(...samples) }, unit: "ms", budget: { ratio: p50Ms / limitMs, limit: 1 }, n: samples.length, how: `GET /observations/{id}/looks/${paths[name as keyof typeof paths]} of ${EVENTS} events over HTTP as anonymous; ${what}; the ratio is to ${limitMs} ms` };
}
