import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { startPostgres, type PostgresServer } from "../postgres/embedded";
import { migrate } from "../postgres/migrate";
import { makeDatabase, makeRoles } from "../postgres/roles";
import type { DemoSecrets } from "./secrets";

export interface DemoDatabase {
  readonly server: PostgresServer;
  readonly webUrl: string;
  readonly systemUrl: string;
}

const DATABASE = "airshower";

/** PostgreSQL on the data folder, with the production's roles, and with the tables of this version. */
export async function startDatabase(root: string, dataDir: string, port: number, secrets: DemoSecrets): Promise<DemoDatabase> {
  const server = await startPostgres({ dataDir: path.join(dataDir, "postgres"), port, superPassword: secrets.superuser });
  const url = (user: string, password: string, database = DATABASE) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await migrateOnce(root, dataDir, async () => {
      await makeRoles(url("postgres", secrets.superuser, "postgres"), secrets);
      await makeDatabase(url("postgres", secrets.superuser, "postgres"), DATABASE);
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
