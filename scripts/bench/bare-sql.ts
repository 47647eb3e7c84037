import pg from "pg";
import { filterSql } from "@/lib/catalogue/filter-sql";
import { totalsStatement } from "@/lib/catalogue/page-sql";
import { readPage } from "@/lib/catalogue/search";
import type { ObservationQuery } from "@/lib/catalogue/schemas";
import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";

/** A statement that the search runs for one query, prepared under a name of its own. */
export type Prepared = { readonly name: string; readonly text: string; readonly values: unknown[] };

/** The statements behind one answer: the rows of the page, and the totals where the page does not tell them. */
export interface SearchStatements {
  readonly page: Prepared;
  /** The one that looks for the rows: the page itself, or, where a page is counted as it goes, the one before it. */
  readonly search: Prepared;
  readonly totals: Prepared | null;
}

/** A connection that stays in one viewer's transaction, so that nothing but the statements themselves is timed. */
export class BareSql {
  private constructor(readonly client: pg.Client) {}

  static async open(url: string, viewer: Viewer): Promise<BareSql> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("SET idle_in_transaction_session_timeout = 0");
    await client.query("BEGIN");
    await beginViewer(client, viewer);
    return new BareSql(client);
  }

  async close(): Promise<void> {
    await this.client.query("ROLLBACK");
    await this.client.end();
  }

  /** Runs the search's own code on this connection and keeps what it asked; `also` is one more condition on the rows `o`. */
  async statements(query: ObservationQuery, also?: string): Promise<SearchStatements> {
    const { sort, limit, cursor: _cursor, format: _format, ...filter } = query;
    const asked: { text: string; values: unknown[] }[] = [];
    const recording = recordingSql(this.client, asked);
    const found = await filterSql(recording, filter);
    const condition = also === undefined ? found : { ...found, where: `(${found.where}) AND (${also})`, sky: found.sky && { ...found.sky, where: `(${found.sky.where}) AND (${also})` } };
    asked.length = 0;
    const { totals } = await readPage(recording, condition, sort, null, limit);
    // A page by position is counted as it goes; its rows are read after that, or looked for once more where that found too many.
    const [page, counting] = [asked.at(-1), asked.length > 1 ? asked[0] : undefined];
    if (!page) throw new Error("The search for a benchmark asked the database nothing: what it looks for is not there");
    const counted = counting ?? totalsStatement(condition);
    return { page: { name: "bench-page", ...page }, search: { name: "bench-search", ...asked[0]! }, totals: totals && !counting ? null : { name: "bench-totals", text: counted.text, values: [...counted.values] } };
  }

  /** Forgets prepared statements, whose names the next query takes. */
  async forget(): Promise<void> {
    await this.client.query("DEALLOCATE ALL");
    // pg remembers by name what it has parsed on this connection.
    const parsed = (this.client as pg.Client & { connection: { parsedStatements: Record<string, string> } }).connection.parsedStatements;
    for (const name of Object.keys(parsed)) delete parsed[name];
  }
}

export async function beginViewer(client: pg.Client, viewer: Viewer): Promise<void> {
  await client.query({ name: "bench-begin-viewer", text: "SELECT embargo.begin_viewer($1, $2)", values: viewer.kind === "user" ? [viewer.sub, viewer.groups] : [null, []] });
}

function recordingSql(client: pg.Client, asked: { text: string; values: unknown[] }[]): Sql {
  const query = (statement: { text: string; values?: unknown[] }) => {
    asked.push({ text: statement.text, values: [...(statement.values ?? [])] });
    return client.query({ text: statement.text, values: statement.values });
  };
  const rows = async (text: string, values: readonly unknown[] = []) => (await query({ text, values: [...values] })).rows;
  return { client: { query } as unknown as Sql["client"], rows: rows as Sql["rows"], kept: ((_name, text, values) => rows(text, values)) as Sql["kept"], run: async (text, values = []) => (await rows(text, values)).length };
}
