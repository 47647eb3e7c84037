import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { closePools } from "@/lib/db/pool";
import { buildPortal, isBuilt } from "../../demo/build";
import { type DemoSetting, productParts, systemEnvironment } from "../../demo/parts";
import { demoSecrets } from "../../demo/secrets";
import { ProcessRegister } from "../../processes/register";
import { Supervisor } from "../../processes/supervisor";
import { freePort } from "../../test/database-cluster";
import type { ProofDatabase } from "../database";
import { fileBytes, lakeLocation } from "../rows";

const root = path.resolve(import.meta.dirname, "../../..");

/** The product as it runs: portal and files process over a database, with an identity service that vouches for whom a world has. */
export interface ProofPortal {
  readonly url: string;
  readonly filesUrl: string;
  readonly issuer: FakeIssuer;
  /** Takes everything out of the database, so that one world is there at a time. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** Everything that a world writes, and what follows from it; whatever points there goes with it. */
const EMPTY = `TRUNCATE "user", collection, project, observation_tally, observation_spread, open_sum, basket, manifest, selection, notice, embargo_change, observation_proposed, canary_run, api_token, software_source, saved_search CASCADE`;

/** Starts both processes, after a build where the sources changed since the last one. */
export async function startProofPortal(database: ProofDatabase): Promise<ProofPortal> {
  if (!isBuilt(root)) await buildPortal(root);
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-proof-"));
  for (const folder of ["logs", path.dirname(path.join("lake", lakeLocation))]) fs.mkdirSync(path.join(dataDir, folder), { recursive: true });
  fs.writeFileSync(path.join(dataDir, "lake", lakeLocation), Buffer.alloc(fileBytes, 7));
  const issuer = await fakeIssuer();
  const [portal, files] = [await freePort(), await freePort()];
  const unused = 1;
  const setting: DemoSetting = {
    root,
    options: { port: portal, dataDir, jupyter: false, reset: false },
    ports: { portal, files, iam: Number(new URL(issuer.issuer).port), postgres: unused, hub: unused, hubInner: unused, hubProxyApi: unused },
    secrets: demoSecrets(dataDir),
    database: { server: { pid: process.pid, port: unused, reused: true, stop: async () => undefined }, webUrl: database.webUrl, systemUrl: database.systemUrl },
    hubUrl: null,
  };
  const supervisor = new Supervisor(new ProcessRegister(path.join(dataDir, "processes.json")), (line) => console.error(line));
  const superuser = new pg.Client({ connectionString: database.superUrl });
  const stop = async () => {
    await supervisor.stop();
    await superuser.end();
    await closePools();
    await issuer.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    // This process writes worlds as a loader does, through pools of its own.
    Object.assign(process.env, systemEnvironment(setting), { LOG_LEVEL: "silent" });
    forgetEnvironment();
    await superuser.connect();
    await Promise.all(productParts(setting).filter(({ name }) => name !== "worker").map((part) => supervisor.start({ ...part, env: { ...part.env, LOG_LEVEL: "error" } })));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${portal}`, filesUrl: `http://127.0.0.1:${files}`, issuer, stop, empty: async () => void (await superuser.query(EMPTY)) };
}
