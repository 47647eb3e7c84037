import pg from "pg";
import { setting } from "@/lib/config/environment";

type Role = "web" | "system";
const pools = globalThis as typeof globalThis & { airshowerPools?: Partial<Record<Role, pg.Pool>> };

/** Connections for SQL on sets; `web` serves requests, `system` loads and keeps house. */
export function pool(role: Role): pg.Pool {
  pools.airshowerPools ??= {};
  const existing = pools.airshowerPools[role];
  if (existing) return existing;
  const made = new pg.Pool({
    connectionString: setting(role === "web" ? "DATABASE_URL" : "SYSTEM_DATABASE_URL"),
    max: 20,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  });
  // A broken idle connection (the database restarted) is replaced at the next use; unheard, the event would end the process.
  made.on("error", () => undefined);
  pools.airshowerPools[role] = made;
  return made;
}

export async function closePools(): Promise<void> {
  const open = Object.values(pools.airshowerPools ?? {});
  pools.airshowerPools = undefined;
  await Promise.all(open.map((each) => each.end()));
}
