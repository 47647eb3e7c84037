import { BareSql, type SearchStatements } from "./bare-sql";
import type { Catalogue } from "./catalogue";
import type { Figure } from "./figure";
import { HttpSearch } from "./http-search";
import type { Platform } from "./platform";
import { portalUrl, tokenOf } from "./portal";
import { type NamedQuery, namedQueries, viewers } from "./queries";
import { median, quantile } from "./statistics";
import { MEMBER } from "./synthetic-projects";

/** Each kind of search runs code of its own, which is compiled while it runs. */
const WARM_UP = 60;
/** A portal that has just started compiles what it runs: the first requests tell nothing. */
const FIRST_REQUESTS = 200;
const REQUESTS = 40;
/** The design: p50 over HTTP at most 1.5 times the bare SQL of the same rows plus 3 ms. */
const allowedMs = (sqlMs: number) => 1.5 * sqlMs + 3;

/** Every query of every viewer, over HTTP and as bare SQL by turns, so that both meet the same noise. */
export async function searchFigures(platform: Platform, catalogue: Catalogue): Promise<Figure[]> {
  const figures: Figure[] = [await emptyFigure(platform, catalogue.size)];
  for (const { name, viewer } of viewers()) {
    const http = new HttpSearch(portalUrl(platform), name === "member" ? await tokenOf(platform, MEMBER.username) : null);
    const sql = await BareSql.open(platform.setting.database.webUrl, viewer);
    try {
      for (const query of namedQueries(catalogue.base)) figures.push(await searchFigure(`search.${catalogue.size}.${query.name}.${name}`, query, http, sql));
      figures.push(await facetsFigure(`search.${catalogue.size}.facets.${name}`, http));
    } finally {
      http.close();
      await sql.close();
    }
  }
  return figures;
}

async function searchFigure(name: string, { parameters, query }: NamedQuery, http: HttpSearch, sql: BareSql): Promise<Figure> {
  const path = `/api/v1/observations?${new URLSearchParams(parameters).toString()}`;
  await sql.forget();
  const statements = await sql.statements(query);
  const rows = await requireSameRows(name, path, http, sql, statements, query.limit);
  const samples: { http: number[]; page: number[]; sql: number[] } = { http: [], page: [], sql: [] };
  let bytes = 0;
  for (let i = 0; i < WARM_UP + REQUESTS; i++) {
    const answer = await http.timed(path);
    const pageMs = await timedMs(() => sql.client.query(statements.page));
    const totalsMs = statements.totals === null ? 0 : await timedMs(() => sql.client.query(statements.totals!));
    if (i < WARM_UP) continue;
    bytes = answer.body.length;
    samples.http.push(answer.ms);
    samples.page.push(pageMs);
    samples.sql.push(pageMs + totalsMs);
  }
  const [httpMs, sqlMs] = [median(samples.http), median(samples.sql)];
  return {
    name,
    values: { httpP50Ms: httpMs, httpP95Ms: quantile(samples.http, 0.95), sqlP50Ms: sqlMs, sqlP95Ms: quantile(samples.sql, 0.95), pageSqlP50Ms: median(samples.page), allowedMs: allowedMs(sqlMs), rows, bytes },
    unit: "ms",
    budget: { ratio: httpMs / allowedMs(sqlMs), limit: 1 },
    n: REQUESTS,
    how: `GET ${path} on one open connection, by turns with the search's own statements (page and totals) prepared on one of the database; ratio of p50 to 1.5 x SQL + 3 ms`,
  };
}

/** What the portal needs to answer anything at all, here and now: on a busy machine the surplus over SQL grows with it. */
async function emptyFigure(platform: Platform, size: number): Promise<Figure> {
  const http = new HttpSearch(portalUrl(platform), null);
  const samples: number[] = [];
  for (let i = 0; i < FIRST_REQUESTS; i++) await http.timed("/api/v1/observations");
  for (let i = 0; i < REQUESTS; i++) samples.push((await http.timed("/healthz")).ms);
  http.close();
  return { name: `search.${size}.emptyAnswer`, values: { httpP50Ms: median(samples), httpP95Ms: quantile(samples, 0.95) }, unit: "ms", n: REQUESTS, how: "GET /healthz of the portal, which asks nobody" };
}

/** Counts of the whole archive; no budget, since the design limits the search itself. */
async function facetsFigure(name: string, http: HttpSearch): Promise<Figure> {
  const path = "/api/v1/observations/facets";
  const samples: number[] = [];
  for (let i = 0; i < 12; i++) samples.push((await http.timed(path)).ms);
  return { name, values: { httpP50Ms: median(samples), httpP95Ms: quantile(samples, 0.95) }, unit: "ms", n: samples.length, how: `GET ${path}: counts per project, instrument and target of everything visible` };
}

/** A figure that compares different answers would mean nothing. */
async function requireSameRows(name: string, path: string, http: HttpSearch, sql: BareSql, { page }: SearchStatements, limit: number): Promise<number> {
  const overHttp = await http.observationIds(path);
  const bare = (await sql.client.query<{ obsId: string }>(page.text, page.values)).rows.slice(0, limit).map(({ obsId }) => obsId);
  if (overHttp.length === 0 || overHttp.join() !== bare.join()) throw new Error(`${name}: the portal's rows (${overHttp.length}) are not those of the bare SQL (${bare.length})`);
  return overHttp.length;
}

async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** How much slower each query became from the smallest catalogue to the largest. */
export function growthFigures(bySize: readonly { readonly size: number; readonly figures: readonly Figure[] }[]): Figure[] {
  const [first, last] = [bySize[0], bySize.at(-1)];
  if (!first || !last || first === last) return [];
  return first.figures.flatMap((small, i) => {
    const large = last.figures[i];
    const [before, after] = [small.values.httpP50Ms, large?.values.httpP50Ms];
    if (before == null || after == null || !small.values.sqlP50Ms) return [];
    const query = small.name.split(".").slice(2).join(".");
    return [{
      name: `search.growth.${query}`,
      values: { httpP50MsBefore: before, httpP50MsAfter: after, sqlP50MsBefore: small.values.sqlP50Ms, sqlP50MsAfter: large?.values.sqlP50Ms ?? null },
      unit: "ms",
      budget: { ratio: after / before, limit: 1.5 },
      n: REQUESTS,
      how: `p50 over HTTP at ${last.size} observations over that at ${first.size}`,
    }];
  });
}
