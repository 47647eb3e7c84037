import type pg from "pg";
import { BareSql, beginViewer, type Prepared } from "./bare-sql";
import type { Catalogue } from "./catalogue";
import type { Figure } from "./figure";
import type { Platform } from "./platform";
import { type NamedQuery, namedQueries, viewers } from "./queries";
import { grantee } from "./grantee";
import { median } from "./statistics";

const WARM_UP = 10;
const ROUNDS = 60;
const LIMIT = 1.1;

/**
 * The same statement under the policies and without them: as airshower_web, and as a superuser, whom row-level security
 * does not bind. Both ask within a transaction that knows the viewer, by turns. The one without is asked twice: for the
 * same rows, by a plain condition that says what the viewer sees, and for all rows, hidden ones too.
 */
export async function embargoFigures(platform: Platform, catalogue: Catalogue): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, viewer } of [...viewers(), { name: "grantee", viewer: await grantee(catalogue) }]) {
    const on = await BareSql.open(platform.setting.database.webUrl, viewer);
    const off = await BareSql.open(platform.superUrl, viewer);
    await off.client.query("SET jit = off");
    try {
      const seen = await seenBy(on.client);
      for (const query of namedQueries(catalogue.base)) {
        const pages = { on: await pageOf(on, query), off: await pageOf(off, query, seen), all: await pageOf(off, query) };
        figures.push(await compared(`embargo.${catalogue.size}.${query.name}.${name}`, pages, on.client, off.client));
      }
      figures.push(await doorFigure(`embargo.${catalogue.size}.door.${name}`, on.client, viewer));
    } finally {
      await on.close();
      await off.close();
    }
  }
  return figures;
}

/** What the viewer sees, as somebody would write it who knows nothing of policies. */
async function seenBy(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ projects: string; granted: string }>("SELECT current_setting('app.projects') AS projects, current_setting('app.granted') AS granted");
  const { projects, granted } = rows[0]!;
  const conditions = ["o.meta_release_at <= now()"];
  if (projects !== "{}") conditions.push(`o.project_id = ANY ('${projects}'::int[])`);
  if (granted !== "{}") conditions.push(`o.id IN (SELECT unnest('${granted}'::bigint[]))`);
  return conditions.join(" OR ");
}

let kept = 0;
async function pageOf(sql: BareSql, { query }: NamedQuery, also?: string): Promise<Prepared> {
  const { page } = await sql.statements(query, also);
  return { ...page, name: `bench-page-${kept++}` };
}

async function compared(name: string, pages: Record<"on" | "off" | "all", Prepared>, on: pg.Client, off: pg.Client): Promise<Figure> {
  const samples: { on: number[]; off: number[]; all: number[] } = { on: [], off: [], all: [] };
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const times = { on: await timedMs(() => on.query(pages.on)), off: await timedMs(() => off.query(pages.off)), all: await timedMs(() => off.query(pages.all)) };
    if (i < WARM_UP) continue;
    for (const kind of ["on", "off", "all"] as const) samples[kind].push(times[kind]);
  }
  const [rows, same] = await Promise.all([on.query(pages.on), off.query(pages.off)]);
  if (JSON.stringify(rows.rows) !== JSON.stringify(same.rows)) throw new Error(`${name}: the policies and the plain condition give other rows`);
  const [onMs, offMs] = [median(samples.on), median(samples.off)];
  return {
    name,
    values: { onP50Ms: onMs, offP50Ms: offMs, allRowsP50Ms: median(samples.all), rows: rows.rows.length },
    unit: "ms",
    budget: { ratio: onMs / offMs, limit: LIMIT },
    n: ROUNDS,
    how: "the page's statement, prepared, as airshower_web under row-level security, and as a superuser with a plain condition that gives the same rows (allRows: with none); statements only",
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
