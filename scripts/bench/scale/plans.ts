import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { HttpSearch } from "../http-search";
import { type Platform, root } from "../platform";
import type { Asked } from "./asked";

/** Tables of which no page may read every row. */
const BIG = ["observation", "product", "product_release", "observation_product", "hdu"];

export interface Plans {
  /** Where they are written. */
  readonly file: string;
  /** Kinds of requests whose plans read a whole big table. */
  readonly wholeTable: readonly string[];
}

/** How the database answered one request of each kind: the plans that it took, from its own log. */
export async function plansOf(platform: Platform, asked: readonly Asked[], http: HttpSearch, size: number): Promise<Plans> {
  const log = path.join(platform.setting.options.dataDir, "postgres.log");
  const client = new pg.Client({ connectionString: platform.superUrl });
  await client.connect();
  const sections: string[] = [];
  const wholeTable: string[] = [];
  try {
    await client.query("LOAD 'auto_explain'");
    await client.query("ALTER ROLE airshower_web SET session_preload_libraries = 'auto_explain'");
    for (const [name, value] of Object.entries({ log_min_duration: "0", log_analyze: "on", log_timing: "off", log_buffers: "on" })) await client.query(`ALTER ROLE airshower_web SET auto_explain.${name} = '${value}'`);
    await renewSessions(client);
    for (const { name, paths } of asked) {
      const from = fs.statSync(log).size;
      await http.timed(paths[0]!);
      const plans = fs.readFileSync(log, "utf8").slice(from).split(/^(?=\d{4}-\d\d-\d\d )/m).filter((entry) => entry.includes("plan:"));
      sections.push(`## ${name}\n\n${paths[0]}\n\n${plans.map(shortened).join("\n")}`);
      if (plans.some(readsWholeTable)) wholeTable.push(name);
    }
  } finally {
    await client.query("ALTER ROLE airshower_web RESET ALL");
    await renewSessions(client);
    await client.end();
  }
  const file = path.join(root, "test-results", `plans-${size}.md`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${sections.join("\n\n")}\n`);
  return { file, wholeTable };
}

/** A scan that its limit ends after so many rows reads no table. */
const ROWS_AT_MOST = 100_000;

function readsWholeTable(plan: string): boolean {
  const nodes = plan.split(/(?=->)/).filter((node) => BIG.some((table) => new RegExp(`Seq Scan on (public\\.)?${table}\\b`).test(node)));
  return nodes.some((node) => Number(/actual rows=([\d.]+)/.exec(node)?.[1] ?? 0) + Number(/Rows Removed by Filter: (\d+)/.exec(node)?.[1] ?? 0) > ROWS_AT_MOST);
}

/** Settings of a role hold for sessions that begin after them. */
async function renewSessions(client: pg.Client): Promise<void> {
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'airshower_web'");
  // The portal's pool hears of it, and makes new ones.
  await sleep(1000);
}

/** Without the statement's text, which stands in the code, and what each node only repeats. */
function shortened(entry: string): string {
  const duration = /duration: ([\d.]+ ms)/.exec(entry)?.[1];
  const statement = /Query Text: ([^\n]{0,100})/.exec(entry)?.[1];
  const nodes = entry.split("\n").filter((line) => /->|^\t[A-Z][A-Za-z ]+\(cost|Index Cond|Filter:|Rows Removed|Buffers/.test(line));
  return `    ${duration}: ${statement}\n${nodes.map((line) => `    ${line.replace(/^\t/, "").slice(0, 240)}`).join("\n")}`;
}
