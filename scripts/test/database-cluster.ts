import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../postgres/migrate";
import { startPostgres } from "../postgres/embedded";
import { makeDatabase, makeRoles } from "../postgres/roles";

declare module "vitest" {
  export interface ProvidedContext {
    clusterPort: number;
  }
}

/** The database that each test file gets a copy of: migrated once, by a role that is no superuser. */
export const TEMPLATE = "airshower_template";
export const PASSWORDS = { owner: "test-owner", web: "test-web", system: "test-system", super: "test-super" };

export interface TestCluster {
  readonly port: number;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a PostgreSQL in a folder of its own, with the product's roles and the template. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-test-"));
  const port = await freePort();
  // Nothing of this cluster must survive a crash, so it need not wait for the disk.
  const server = await startPostgres({ dataDir: path.join(folder, "postgres"), port, superPassword: PASSWORDS.super, settings: ["fsync=off", "synchronous_commit=off"] });
  const stop = async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const superUrl = `postgresql://postgres:${PASSWORDS.super}@127.0.0.1:${port}/postgres`;
    await makeRoles(superUrl, PASSWORDS);
    await makeDatabase(superUrl, TEMPLATE);
    await migrate(`postgresql://airshower_owner:${PASSWORDS.owner}@127.0.0.1:${port}/${TEMPLATE}`);
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The cluster of one run of the tests, for vitest. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  project.provide("clusterPort", cluster.port);
  return cluster.stop;
}

/** A port of 127.0.0.1 that nobody listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
