import { createHash } from "node:crypto";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { connect } from "@/lib/datalake/backends/rucio/connection";
import { storageLimits, usualLimits } from "@/lib/datalake/backends/rucio/limits";
import { userPassTokens } from "@/lib/datalake/backends/rucio/token-sources";
import { harvest } from "@/lib/datalake/harvest/harvest";
import { readMapping } from "@/lib/datalake/harvest/mapping";
import { mappingExample, mappingFile } from "@/lib/datalake/harvest/mapping.test-support";
import type { Figure } from "./figure";

const FILES = 100_000;
/** The goal: so many DIDs in ten minutes. */
const GOAL_SEC = 600;

/** Harvesting a scope of a hundred thousand event files from the fake Rucio, for the first time and when nothing changed. */
export async function harvestFigures(): Promise<Figure[]> {
  const fake = await new FakeRucio().start();
  try {
    fill(fake);
    const { url, account, username, password } = fake;
    const { client } = connect({ url, account, ownScope: `user.${account}`, tokens: userPassTokens({ authUrl: url, account, username, password }, usualLimits), storageTokens: null, schemes: ["https"], preferredSites: [], limits: usualLimits, storageLimits });
    const mapping = readMapping(mappingFile(mappingExample));
    const first = await timedSec(() => harvest(client, "hess", mapping, () => undefined));
    const again = await timedSec(() => harvest(client, "hess", mapping, () => undefined));
    if (first.report.observations.added !== FILES || again.report.observations.unchanged !== FILES) throw new Error(`the harvest brought ${first.report.observations.added} observations, and left ${again.report.observations.unchanged} as they were`);
    return [figure("first", first.seconds, "an empty catalogue"), figure("again", again.seconds, "nothing changed since")];
  } finally {
    await fake.stop();
  }
}

function figure(name: string, seconds: number, what: string): Figure {
  return { name: `harvest.${FILES}.${name}`, values: { seconds, filesPerSecond: FILES / seconds }, unit: "s", budget: { ratio: seconds / GOAL_SEC, limit: 1 }, n: 1, how: `npm run harvest's work on a scope of ${FILES} event files with metadata and copies, from a fake Rucio in the same process; ${what}` };
}

async function timedSec<Report>(work: () => Promise<Report>): Promise<{ report: Report; seconds: number }> {
  const started = performance.now();
  const report = await work();
  return { report, seconds: (performance.now() - started) / 1000 };
}

function fill(fake: FakeRucio): void {
  for (let obsId = 1; obsId <= FILES; obsId++) {
    const name = `events/obs_${obsId}.fits.gz`;
    const md5 = createHash("md5").update(name).digest("hex");
    const meta = { obs_id: obsId, obs_mode: "WOBBLE", ra_deg: (obsId * 7.31) % 360, dec_deg: ((obsId * 3.17) % 160) - 80, tstart: 100_000_000 + 2000 * obsId, tstop: 100_001_680 + 2000 * obsId, target: `T${obsId % 500}`, ontime: 1680, livetime: 1580, deadc: 0.94, zenith: obsId % 60, proposal: obsId % 3 === 0 ? "crab-2004" : "none" };
    fake.world.add({ scope: "hess", name, bytes: 4_000_000 + obsId, md5, adler32: md5.slice(0, 8), meta, replicas: [{ rse: "A-DISK", pfn: `https://a.example.org/${name}`, type: "DISK", priority: 1, state: "AVAILABLE" }] });
  }
  fake.world.add({ scope: "hess", name: "open-data", type: "DATASET", content: ["hess:events/obs_1.fits.gz"] });
}
