import pg from "pg";
import { sealPending } from "@/lib/audit/seal";
import { verifyAudit } from "@/lib/audit/verify";
import { searchObservations } from "@/lib/catalogue/search";
import { findFile } from "@/lib/datalake/find-file";
import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { iamPart, productParts } from "../demo/parts";
import { auditPageFigures } from "./audit-pages";
import { loadStore, settle } from "./catalogue";
import type { Figure } from "./figure";
import { publicFile } from "./files";
import type { Platform } from "./platform";
import { namedQueries } from "./queries";
import { download } from "./socket-download";
import { median } from "./statistics";
import { type SyntheticStore, syntheticStore } from "./synthetic-store";

const ENTRIES = 1_000_000;
const WRITTEN_AT_ONCE = 50_000;
const FILE = { store: "syn-audited", name: "data/small.fits", bytes: 1_000_000 };
const WARM_UP = 20;
const ROUNDS = 100;
/** Noise of a machine that does other things too. */
const LIMIT = 1.1;

/** Tells how fast the machine is at this moment. */
const CONTROL = "SELECT count(*) FROM generate_series(1, 30000)";

/** What a million file accesses in the audit cost those who search and download, and what writing one down costs. */
export async function auditFigures(platform: Platform, observations: number): Promise<Figure[]> {
  const base = syntheticStore({ name: "syn-audit", observations, products: false, member: false });
  await loadStore(base);
  await settle(platform);
  await publicFile(platform, FILE.store, FILE.name, FILE.bytes);
  const [, files] = productParts(platform.setting);
  await platform.start(iamPart(platform.setting), files!);
  const before = await times(platform, base);
  const written = await writeEntries(platform);
  const sealed = await sealEntries();
  await settle(platform);
  const verified = await timedMs(verifyAudit);
  const after = await times(platform, base);
  const machine = median(after.machine!) / median(before.machine!);
  const figures = Object.keys(before).filter((name) => name !== "machine").map((name): Figure => {
    const [beforeMs, afterMs] = [median(before[name]!), median(after[name]!)];
    return { name: `audit.${name}`, values: { beforeP50Ms: beforeMs, afterP50Ms: afterMs, machineSlower: machine }, unit: "ms", budget: { ratio: afterMs / beforeMs / machine, limit: LIMIT }, n: ROUNDS, how: `with an empty audit and with ${ENTRIES} file accesses in it, in one run; ratio after that of a statement that reads no table, taken by turns, since minutes lie between` };
  });
  return [
    ...figures,
    await costFigure(),
    { name: "audit.sealing", values: { entriesPerSec: sealed, writtenPerSec: written }, unit: "1/s", budget: { ratio: sealed / written, limit: null }, n: ENTRIES, how: "one sealer on a backlog, and one connection that wrote it by embargo.audit_write, 50 000 in a transaction" },
    { name: "audit.verifying", values: { entriesPerSec: ENTRIES / (verified / 1000) }, unit: "1/s", n: ENTRIES, how: "npm run audit:verify over all chains" },
    ...(await auditPageFigures()),
  ];
}

/** Searches by the portal's own code without HTTP, and downloads from the files process over HTTP. */
async function times(platform: Platform, base: SyntheticStore): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = {};
  const url = `http://127.0.0.1:${platform.setting.ports.files}/files/${FILE.store}/r1/${FILE.name}`;
  const queries = namedQueries(base).filter(({ name }) => ["archive", "project", "cone"].includes(name));
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const round: Record<string, number> = { machine: await timedMs(() => withViewerSql(anonymous, (sql) => sql.rows(CONTROL))), download: await timedMs(() => download(url)) };
    for (const { name, query } of queries) round[`search.${name}`] = await timedMs(() => searchObservations(anonymous, query));
    if (i >= WARM_UP) for (const [name, ms] of Object.entries(round)) (samples[name] ??= []).push(ms);
  }
  return samples;
}

/** The same file found with its access written down and without, by turns. */
async function costFigure(): Promise<Figure> {
  const find = (access: object | null) => findFile(anonymous, FILE.store, `r1/${FILE.name}`, null, access);
  const samples: { written: number[]; not: number[] } = { written: [], not: [] };
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const [written, not] = [await timedMs(() => find({})), await timedMs(() => find(null))];
    if (i < WARM_UP) continue;
    samples.written.push(written);
    samples.not.push(not);
  }
  const [writtenMs, notMs] = [median(samples.written), median(samples.not)];
  return { name: "audit.cost", values: { writtenP50Ms: writtenMs, notWrittenP50Ms: notMs, costMs: writtenMs - notMs }, unit: "ms", budget: { ratio: writtenMs / notMs, limit: null }, n: ROUNDS, how: "asking the embargo for a file, with and without the entry, which waits for the disk when it commits" };
}

/** Accesses of two hundred projects, half of them of one. @returns entries per second */
async function writeEntries({ superUrl }: Platform): Promise<number> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  await client.query(`INSERT INTO "user" (id, sub, username) SELECT 'bench-' || n, 'bench-' || n, 'bench-' || n FROM generate_series(0, 49) n`);
  const started = performance.now();
  try {
    for (let done = 0; done < ENTRIES; done += WRITTEN_AT_ONCE) {
      await client.query(
        `SELECT embargo.audit_write(ARRAY['project:' || CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + n % 200 END], 'person', embargo.audit_person_of('bench-' || n % 50), 'file.read', 'ok',
           jsonb_build_object('file', 'syn-base:r1/data/obs_' || n || '.fits')) FROM generate_series($1::int, $2::int) n`,
        [done + 1, done + WRITTEN_AT_ONCE],
      );
    }
    return ENTRIES / ((performance.now() - started) / 1000);
  } finally {
    await client.end();
  }
}

/** @returns entries per second */
async function sealEntries(): Promise<number> {
  const started = performance.now();
  let sealed = 0;
  for (let some = await sealPending(); some > 0; some = await sealPending()) sealed += some;
  return sealed / ((performance.now() - started) / 1000);
}

async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
