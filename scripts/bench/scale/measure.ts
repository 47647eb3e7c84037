import { observationQuerySchema } from "@/lib/catalogue/schemas";
import type { BareSql } from "../bare-sql";
import type { HttpSearch } from "../http-search";
import type { Asked } from "./asked";

/** Milliseconds of each request of one kind. `sql`: of the search's own statements (page and totals) for the same rows. */
export interface Times {
  readonly http: number[];
  readonly sql: number[];
}

/** Asks each request of one kind once, by turns with its bare SQL where there is one. */
export async function measure({ paths }: Asked, http: HttpSearch, sql: BareSql | null): Promise<Times> {
  const times: Times = { http: [], sql: [] };
  for (const path of paths) {
    const answer = await http.timed(path);
    times.http.push(answer.ms);
    if (sql === null) continue;
    const query = queryOf(path);
    if (query === null) continue;
    await sql.forget();
    const { page, totals } = await sql.statements(query);
    // The first run of a prepared statement parses and plans it, as the portal's pool did long ago.
    await sql.client.query(page);
    if (totals !== null) await sql.client.query(totals);
    const started = performance.now();
    await sql.client.query(page);
    if (totals !== null) await sql.client.query(totals);
    times.sql.push(performance.now() - started);
  }
  return times;
}

/** What a path of `GET /observations` asks for; null for every other route, and for later pages. */
function queryOf(path: string) {
  const { pathname, searchParams } = new URL(path, "http://portal");
  if (pathname !== "/api/v1/observations" || searchParams.has("cursor")) return null;
  return observationQuerySchema.parse(Object.fromEntries(searchParams));
}

const ROWS_A_STEP = 1000;
const STEPS = 100;

/** Pages far behind the first one of the whole archive, each by the cursor of the one before: the hundred thousandth row and on. */
export async function deepPages(http: HttpSearch, count: number): Promise<Asked> {
  const next = async (path: string) => {
    const { nextCursor } = JSON.parse((await http.timed(path)).body.toString("utf8")) as { nextCursor: string | null };
    return nextCursor;
  };
  const path = (limit: number, cursor: string | null) => `/api/v1/observations?${new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) }).toString()}`;
  let cursor: string | null = null;
  for (let i = 0; i < STEPS; i++) {
    const following: string | null = await next(path(ROWS_A_STEP, cursor));
    if (following === null) break;
    cursor = following;
  }
  const paths: string[] = [];
  for (let i = 0; i < count && cursor !== null; i++) {
    paths.push(path(50, cursor));
    cursor = await next(paths.at(-1)!);
  }
  return { name: "deepPage", paths, limitMs: null };
}
