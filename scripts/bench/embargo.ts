import type pg from "pg";
import { BareSql, beginViewer, type Prepared } from "./bare-sql";
import type { Catalogue } from "./catalogue";
import type { Figure } from "./figure";
import type { Platform } from "./platform";
import { namedQueries, viewers } from "./queries";
import { median } from "./statistics";

const WARM_UP = 10;
const ROUNDS = 60;
const LIMIT = 1.1;

/**
 * The same statement under the policies and without them: as airshower_web, and as a superuser, whom row-level security
 * does not bind. Both ask within a transaction that knows the viewer, by turns.
 */
export async function embargoFigures(platform: Platform, catalogue: Catalogue): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, viewer } of viewers()) {
    const on = await BareSql.open(platform.setting.database.webUrl, viewer);
    const off = await BareSql.open(platform.superUrl, viewer);
    await off.client.query("SET jit = off");
    try {
      for (const query of namedQueries(catalogue.base)) {
        await Promise.all([on.forget(), off.forget()]);
        const { page } = await on.statements(query.query);
        figures.push(await compared(`embargo.${catalogue.size}.${query.name}.${name}`, page, on.client, off.client));
      }
      figures.push(await doorFigure(`embargo.${catalogue.size}.door.${name}`, on.client, viewer));
    } finally {
      await on.close();
      await off.close();
    }
  }
  return figures;
}

async function compared(name: string, page: Prepared, on: pg.Client, off: pg.Client): Promise<Figure> {
  const samples: { on: number[]; off: number[] } = { on: [], off: [] };
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const [withPolicies, without] = [await timedMs(() => on.query(page)), await timedMs(() => off.query(page))];
    if (i < WARM_UP) continue;
    samples.on.push(withPolicies);
    samples.off.push(without);
  }
  const [onMs, offMs] = [median(samples.on), median(samples.off)];
  return {
    name,
    values: { onP50Ms: onMs, offP50Ms: offMs },
    unit: "ms",
    budget: { ratio: onMs / offMs, limit: LIMIT },
    n: ROUNDS,
    how: "the page's statement, prepared, as airshower_web under row-level security and as a superuser without it; statements only",
  };
}

/** What each transaction pays once to work out what its viewer may. */
async function doorFigure(name: string, client: pg.Client, viewer: Parameters<typeof beginViewer>[1]): Promise<Figure> {
  const samples: number[] = [];
  for (let i = 0; i < ROUNDS; i++) samples.push(await timedMs(() => beginViewer(client, viewer)));
  return { name, values: { p50Ms: median(samples) }, unit: "ms", n: ROUNDS, how: "embargo.begin_viewer alone, once in every transaction" };
}

async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
