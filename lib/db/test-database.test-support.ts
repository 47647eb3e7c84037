import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { PASSWORDS, TEMPLATE } from "@/scripts/test/database-cluster";
import { makeDatabase } from "@/scripts/postgres/roles";
import { closePools } from "./pool";
import { closePrisma } from "./prisma";

export interface TestDatabase {
  readonly webUrl: string;
  readonly systemUrl: string;
  readonly ownerUrl: string;
  readonly superUrl: string;
  /** A folder for this file's data lake; LAKE_ROOT points at it. */
  readonly lakeRoot: string;
}

/**
 * Gives the test file a migrated database of its own, with the production's roles, and points the environment at it:
 * `withViewerSql`, `withSystemSql` and everything above work as they do in the portal. Call it at the top of the file.
 */
export function testDatabase(): TestDatabase {
  const port = inject("clusterPort");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = (user: string, password: string, database = name) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  const database: TestDatabase = {
    webUrl: url("airshower_web", PASSWORDS.web),
    systemUrl: url("airshower_system", PASSWORDS.system),
    ownerUrl: url("airshower_owner", PASSWORDS.owner),
    superUrl: url("postgres", PASSWORDS.super),
    lakeRoot: fs.mkdtempSync(path.join(os.tmpdir(), "airshower-lake-")),
  };
  const admin = url("postgres", PASSWORDS.super, "postgres");
  beforeAll(async () => {
    await makeDatabase(admin, name, TEMPLATE);
    Object.assign(process.env, {
      AIRSHOWER_MODE: "test",
      PORTAL_URL: "http://127.0.0.1:39000",
      FILES_URL: "http://127.0.0.1:39001",
      OIDC_ISSUER: "http://127.0.0.1:39002",
      OIDC_CLIENT_ID: "airshower",
      OIDC_CLIENT_SECRET: "test-client-secret",
      PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-test-only",
      LOG_LEVEL: "silent",
      DATABASE_URL: database.webUrl,
      SYSTEM_DATABASE_URL: database.systemUrl,
      LAKE_ROOT: database.lakeRoot,
    });
    forgetEnvironment();
  });
  afterAll(async () => {
    await closePrisma();
    await closePools();
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
    await client.end();
    fs.rmSync(database.lakeRoot, { recursive: true, force: true });
  });
  return database;
}
