import { forgetEnvironment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { makeDatabase } from "../postgres/roles";
import { PASSWORDS, startTestCluster, TEMPLATE } from "../test/database-cluster";

/** What lib reads of its environment. Nobody listens at the addresses: its pools are the stage. */
const environment = {
  AIRSHOWER_MODE: "test",
  PORTAL_URL: "http://127.0.0.1:4500",
  FILES_URL: "http://127.0.0.1:4501",
  OIDC_ISSUER: "http://127.0.0.1:4502",
  OIDC_CLIENT_ID: "airshower",
  OIDC_CLIENT_SECRET: "proof-client-secret",
  PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-proof-only",
  DATABASE_URL: "postgresql://airshower_web@127.0.0.1:1/none",
  SYSTEM_DATABASE_URL: "postgresql://airshower_system@127.0.0.1:1/none",
  LAKE_ROOT: "/nonexistent",
  // A place open to all: nothing but public data may go there.
  HUB_URL: "http://127.0.0.1:4503",
  HUB_TOKEN: "0123456789abcdef0123456789abcdef",
  HUB_DATA_CLASS: "public",
};

/** A PostgreSQL of its own with the product's tables and roles, for one proof. */
export interface ProofDatabase {
  readonly superUrl: string;
  readonly webUrl: string;
  readonly systemUrl: string;
  stop(): Promise<void>;
}

/** Gives this process the environment in which lib works for a proof. */
export function configure(): void {
  Object.assign(process.env, environment);
  forgetEnvironment();
  log.level = "silent";
}

export async function startProofDatabase(): Promise<ProofDatabase> {
  configure();
  const cluster = await startTestCluster();
  // Whoever breaks a long proof off leaves no server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void cluster.stop().finally(() => process.exit(130)));
  const url = (user: string, password: string, database = "proof") => `postgresql://${user}:${password}@127.0.0.1:${cluster.port}/${database}`;
  await makeDatabase(url("postgres", PASSWORDS.super, "postgres"), "proof", TEMPLATE);
  return { superUrl: url("postgres", PASSWORDS.super), webUrl: url("airshower_web", PASSWORDS.web), systemUrl: url("airshower_system", PASSWORDS.system), stop: cluster.stop };
}
