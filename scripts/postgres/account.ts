import { spawnSync } from "node:child_process";

/** How PostgreSQL's programs are started: a command put before them, or the account they run as. */
export interface PostgresAccount {
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * PostgreSQL refuses to run as root. As root, a user namespace that maps root to nobody keeps every folder readable
 * (files stay root's, so a checkout below a 0700 home works); where namespaces are refused, the account postgres or
 * nobody is taken, whose data folder must then be reachable for it.
 */
export function postgresAccount(): PostgresAccount {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const unshare = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"];
  if (spawnSync("unshare", [...unshare.slice(1), "true"]).status === 0) return { prefix: unshare };
  for (const name of ["postgres", "nobody"]) {
    const uid = numericId("-u", name);
    const gid = numericId("-g", name);
    if (uid !== undefined && gid !== undefined) return { prefix: [], uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user namespace nor an account postgres or nobody. Run this as an ordinary user.");
}

function numericId(flag: string, name: string): number | undefined {
  const answer = spawnSync("id", [flag, name], { encoding: "utf8" });
  return answer.status === 0 ? Number(answer.stdout) : undefined;
}
