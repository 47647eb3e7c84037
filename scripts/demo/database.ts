import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres, type PostgresServer } from "../postgres/embedded";
import { makeDatabase, makeRoles } from "../postgres/roles";
import type { DemoSecrets } from "./secrets";

export interface DemoDatabase {
  readonly server: PostgresServer;
  readonly webUrl: string;
  readonly systemUrl: string;
}

const DATABASE = "airshower";
const LOOK_MS = 1000;

/**
 * Starts PostgreSQL again when it was killed: it recovers what was committed from its log. Returns how to stop the
 * watch and the server.
 */
export function keepDatabase(root: string, dataDir: string, port: number, secrets: DemoSecrets, first: DemoDatabase, say: (line: string) => void): () => Promise<void> {
  let { server } = first;
  let watching = true;
  const watch = (async () => {
    while (watching) {
      await sleep(LOOK_MS, undefined, { ref: false });
      if (!watching || isAlive(server.pid)) continue;
      say("PostgreSQL ended; starting it again");
      await startDatabase(root, dataDir, port, secrets).then((again) => (server = again.server), (error: Error) => say(error.message));
    }
  })();
  return async () => {
    watching = false;
    await Promise.race([watch, sleep(LOOK_MS * 2)]);
    await server.stop();
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL on the data folder, with the production's roles, and with the tables of this version. */
export async function startDatabase(root: string, dataDir: string, port: number, secrets: DemoSecrets): Promise<DemoDatabase> {
  const server = await startPostgres({ dataDir: path.join(dataDir, "postgres"), port, superPassword: secrets.superuser });
  const url = (user: string, password: string, database = DATABASE) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await migrateOnce(root, dataDir, async () => {
      await makeRoles(url("postgres", secrets.superuser, "postgres"), secrets);
      await makeDatabase(url("postgres", secrets.superuser, "postgres"), DATABASE);
      // Only now: what it imports needs the database's generated client, which a new clone has not before the demo makes it.
      const { migrate } = await import("../postgres/migrate");
      await migrate(url("airshower_owner", secrets.owner));
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, webUrl: url("airshower_web", secrets.web), systemUrl: url("airshower_system", secrets.system) };
}

/** Asking Prisma whether there is something to do takes two seconds: a stamp over the migrations answers at once. */
async function migrateOnce(root: string, dataDir: string, work: () => Promise<void>): Promise<void> {
  const stamp = path.join(dataDir, "postgres-migrated");
  const hash = createHash("sha256");
  const folder = path.join(root, "prisma/migrations");
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const file = path.join(folder, name);
    if (fs.statSync(file).isFile()) hash.update(name).update(fs.readFileSync(file));
  }
  const digest = hash.digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest) return;
  await work();
  fs.writeFileSync(stamp, digest);
}
