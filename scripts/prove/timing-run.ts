import { withSystemSql } from "@/lib/embargo/transaction";
import { loadStore, settle } from "../bench/catalogue";
import type { Ending } from "../bench/ending";
import { startPlatform } from "../bench/platform";
import { startPortal, tokenOf } from "../bench/portal";
import { median } from "../bench/statistics";
import { syntheticStore } from "../bench/synthetic-store";
import { productParts } from "../demo/parts";
import { Random } from "../simulate/random";
import { mannWhitney } from "./mann-whitney";
import { OneConnection } from "./one-connection";
import { type Pair, pairsOf, type Probe } from "./timing-probes";

/**
 * A difference counts when it is both sure and of use: p alone calls out fractions of a percent at this many pairs, which
 * nobody could see through a network, and a gap alone may be chance on a busy machine.
 */
const P_LIMIT = 0.001;
const GAP_LIMIT = 0.05;
const WARM_UP = 200;
const STORE = "syn-timing";

export interface TimingOptions {
  readonly pairs: number;
  readonly observations: number;
  readonly port: number;
  /** Names of routes; null for all. */
  readonly only: readonly string[] | null;
}

/** @returns whether a route by id or by `project=` tells something. */
export async function measureTimes({ pairs, observations, port, only }: TimingOptions, ending: Ending): Promise<boolean> {
  const platform = await startPlatform(ending, { port, dataDir: null }, false);
  await loadStore(syntheticStore({ name: STORE, observations, products: true, member: true }));
  await settle(platform);
  const portalUrl = await startPortal(platform);
  await platform.start(productParts(platform.setting)[1]!);
  const hidden = await withSystemSql("hidden observations to be asked for", (sql) =>
    sql.rows<{ obsId: string; code: string }>(`SELECT o.obs_id::text AS "obsId", p.code FROM observation o JOIN project p ON p.id = o.project_id WHERE o.meta_release_at IS NULL OR o.meta_release_at > now() ORDER BY o.id LIMIT 2000`),
  );
  const probes = pairsOf({ store: STORE, hidden, portalUrl, filesUrl: `http://127.0.0.1:${platform.setting.ports.files}` }).filter(({ name }) => only === null || only.includes(name));
  if (probes.length === 0) throw new Error("--only names no route that is measured");
  console.log(`${observations} observations, ${hidden.length} hidden ones asked for; told apart: p < ${P_LIMIT} and medians apart by more than ${GAP_LIMIT * 100} percent`);
  let told = false;
  for (const viewer of ["anonymous", "outsider"] as const) {
    for (const probe of probes) {
      // Tokens live for minutes: each route begins with a new one.
      const token = viewer === "anonymous" ? null : await tokenOf(platform, "outsider");
      const found = await compare(probe, token, probe.mustTellNothing ? pairs : Math.ceil(pairs / 4));
      const isTold = found.p < P_LIMIT && Math.abs(found.gap) > GAP_LIMIT;
      told ||= isTold && probe.mustTellNothing;
      const verdict = isTold ? "TOLD APART" : "the same";
      console.log(`${verdict.padEnd(11)} ${viewer.padEnd(9)} ${probe.name.padEnd(34)} n=${String(found.n).padStart(4)}  hidden ${found.hiddenMs.toFixed(3)} ms  absent ${found.absentMs.toFixed(3)} ms  gap ${(100 * found.gap).toFixed(2)}%  U=${found.u}  z=${found.z.toFixed(2)}  p=${found.p.toPrecision(3)}${probe.mustTellNothing ? "" : "  (for information)"}`);
    }
  }
  return told;
}

/** Hidden and absent by turns on one connection, which of them first by chance: both meet the same noise. */
async function compare(probe: Probe, token: string | null, pairs: number) {
  const connection = new OneConnection(token);
  const random = new Random(20261120, probe.name);
  const times = { hidden: [] as number[], absent: [] as number[] };
  try {
    for (let i = -WARM_UP; i < pairs; i++) {
      const pair: Pair = probe.pair(i + WARM_UP);
      const order = random.uniform() < 0.5 ? (["hidden", "absent"] as const) : (["absent", "hidden"] as const);
      for (const which of order) {
        const { ms, status } = await connection.timed(pair[which]);
        if (status !== probe.status) throw new Error(`${probe.name}: the ${which} one answered ${status} instead of ${probe.status}`);
        if (i >= 0) times[which].push(ms);
      }
    }
  } finally {
    connection.close();
  }
  const [hiddenMs, absentMs] = [median(times.hidden), median(times.absent)];
  return { n: pairs, hiddenMs, absentMs, gap: (hiddenMs - absentMs) / absentMs, ...mannWhitney(times.hidden, times.absent) };
}
