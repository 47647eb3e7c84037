import type pg from "pg";
import { BareSql, beginViewer, type Prepared } from "./bare-sql";
import type { Catalogue } from "./catalogue";
import type { Figure } from "./figure";
import type { Platform } from "./platform";
import { type NamedQuery, namedQueries, viewers } from "./queries";
import { grantee } from "./grantee";
import { median } from "./statistics";

const WARM_UP = 10;
const ROUNDS = 400;
const LIMIT = 1.1;

const kinds = ["on", "off", "all"] as const;
type Kind = (typeof kinds)[number];

/**
 * The same statement under the policies and without them: as airshower_web, and as a superuser, whom row-level security
 * does not bind. Both ask within a transaction that knows the viewer, by turns. The one without is asked twice: for the
 * same rows, by a plain condition that says what the viewer sees, and for all rows, hidden ones too.
 */
export async function embargoFigures(platform: Platform, catalogue: Catalogue): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, viewer } of [...viewers(), { name: "grantee", viewer: await grantee(catalogue) }]) {
    const on = await BareSql.open(platform.setting.database.webUrl, viewer);
    const [off, all] = [await BareSql.open(platform.superUrl, viewer), await BareSql.open(platform.superUrl, viewer)];
    for (const each of [off, all]) await each.client.query("SET jit = off");
    try {
      const seen = await seenBy(on.client);
      for (const query of namedQueries(catalogue.base)) {
        const pages = { on: await pageOf(on, query), off: await pageOf(off, query, seen), all: await pageOf(all, query) };
        figures.push(await compared(`embargo.${catalogue.size}.${query.name}.${name}`, pages, { on: on.client, off: off.client, all: all.client }));
      }
      figures.push(await doorFigure(`embargo.${catalogue.size}.door.${name}`, on.client, viewer));
    } finally {
      await on.close();
      await off.close();
      await all.close();
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
  const { search } = await sql.statements(query, also);
  return { ...search, name: `bench-page-${kept++}` };
}

async function compared(name: string, pages: Record<Kind, Prepared>, clients: Record<Kind, pg.Client>): Promise<Figure> {
  const samples: Record<Kind | "ratio", number[]> = { on: [], off: [], all: [], ratio: [] };
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const ms = { on: 0, off: 0, all: 0 };
    // Each in turn is the first one, and each follows one that another process of the database answered.
    for (let k = 0; k < kinds.length; k++) {
      const kind = kinds[(i + k) % kinds.length]!;
      ms[kind] = await timedMs(() => clients[kind].query(pages[kind]));
    }
    if (i < WARM_UP) continue;
    for (const kind of kinds) samples[kind].push(ms[kind]);
    samples.ratio.push(ms.on / ms.off);
  }
  const [rows, same] = await Promise.all([clients.on.query(pages.on), clients.off.query(pages.off)]);
  if (JSON.stringify(rows.rows) !== JSON.stringify(same.rows)) throw new Error(`${name}: the policies and the plain condition give other rows`);
  return {
    name,
    values: { onP50Ms: median(samples.on), offP50Ms: median(samples.off), allRowsP50Ms: median(samples.all), rows: rows.rows.length },
    unit: "ms",
    // Of neighbours, each of which met the machine as the other did: what slows it for a while slows both.
    budget: { ratio: median(samples.ratio), limit: LIMIT },
    n: ROUNDS,
    how: "the statement that looks for the page's rows, prepared, as airshower_web under row-level security, and as a superuser with a plain condition that gives the same rows (allRows: with none); statements only",
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
