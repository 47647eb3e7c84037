import { setTimeout as sleep } from "node:timers/promises";
import { insertFile } from "@/lib/basket/fixture.test-support";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { insertCollection, insertProject } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { writeFits, type FitsTable } from "@/lib/fits/write";
import { productParts } from "../demo/parts";
import type { Figure } from "./figure";
import { HttpSearch } from "./http-search";
import type { Platform } from "./platform";
import { portalUrl, startPortal } from "./portal";
import { median } from "./statistics";

const EVENTS = 100_000;
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
  const ids = await insertFiles();
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

/** Observations open to all, each with an event file of its own bytes. */
async function insertFiles(): Promise<string[]> {
  const collectionId = await insertCollection("bench-looks");
  const projectId = await insertProject({ code: "BENCH-LOOKS", group: "bench/looks", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const rows = Array.from({ length: COLD + 1 }, (_, i) => ({ collectionId, obsId: i + 1, projectId, targetName: "Crab Nebula", raDeg: 83.63, decDeg: 21.51, livetimeSec: 1600 }));
  const keys = await insertRows(rows);
  for (const [i, { obsId }] of rows.entries()) {
    await insertFile({ collectionId, name: `data/obs_${obsId}.fits`, observations: [{ id: keys[i]!, obsId }], hdus: [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]], content: eventFile(obsId) });
  }
  await withSystemSql("benchmark", (sql) => sql.run("ANALYZE product_release, product, hdu, observation"));
  return rows.map(({ obsId }) => `bench-looks:${obsId}`);
}

/** As H.E.S.S. writes them: 28 bytes an event. */
function eventFile(obsId: number): Uint8Array {
  const time = [{ keyword: "MJDREFI", value: 51910 }, { keyword: "MJDREFF", value: 0.000742870370370241 }, { keyword: "TIMESYS", value: "TT" }];
  const values = (of: (i: number) => number) => Array.from({ length: EVENTS }, (_, i) => of(i));
  const spread = (i: number, by: number) => ((i * by + obsId * 0.01) % 1) - 0.5;
  const events: FitsTable = {
    name: "EVENTS",
    cards: [...time, { keyword: "OBS_ID", value: obsId }, { keyword: "RA_PNT", value: 83.63 }, { keyword: "DEC_PNT", value: 21.51 }, { keyword: "RA_OBJ", value: 83.63 }, { keyword: "DEC_OBJ", value: 22.01 }, { keyword: "TSTART", value: 1e8, float: true }, { keyword: "TSTOP", value: 1e8 + 1680, float: true }, { keyword: "GEOLON", value: 16.5 }, { keyword: "GEOLAT", value: -23.27 }],
    columns: [
      { name: "EVENT_ID", tform: "K", values: values((i) => i) },
      { name: "TIME", tform: "D", unit: "s", values: values((i) => 1e8 + (1680 * i) / EVENTS) },
      { name: "RA", tform: "E", unit: "deg", values: values((i) => 83.63 + 5 * spread(i, 0.754877666)) },
      { name: "DEC", tform: "E", unit: "deg", values: values((i) => 21.51 + 5 * spread(i, 0.569840291)) },
      { name: "ENERGY", tform: "E", unit: "TeV", values: values((i) => 0.2 / (1 - ((i * 0.618033989) % 1)) ** 0.6) },
    ],
  };
  return writeFits([events, { name: "GTI", cards: time, columns: [{ name: "START", tform: "D", unit: "s", values: [1e8] }, { name: "STOP", tform: "D", unit: "s", values: [1e8 + 1680] }] }]);
}
