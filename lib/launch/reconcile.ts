import { z } from "zod";
import { log } from "@/lib/config/log";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { enqueue } from "./jobs";
import { lockLaunch } from "./locked";
import { moveLaunch } from "./move";
import { notebookServices } from "./services/registry";
import type { ListedServer, NamedServerService, NotebookService } from "./services/service";
import { unsealSession } from "./session-store";
import { canMove } from "./states";

const READ_OPEN = `SELECT id, username, server_name AS "serverName", session_sealed AS "sessionSealed", last_active_at AS "lastActiveAt"
  FROM launch WHERE service = $1 AND state = 'ready'`;
const READ_KNOWN = `SELECT id, cleared_at IS NOT NULL AS "isCleared" FROM launch WHERE id = ANY ($1::uuid[])`;

interface OpenLaunch {
  readonly id: string;
  readonly username: string;
  readonly serverName: string;
  readonly sessionSealed: string | null;
  readonly lastActiveAt: Date | null;
}

const ORPHAN_LIMIT_MS = 20_000;
const LOOKED_AT_ONCE = 8;

/**
 * Compares what the portal has written down with what its notebook services have, again and again: a notebook that is
 * gone ends its launch, a server that no launch needs is removed, one that is idle too long is stopped. After a restart
 * of either side this is what brings both together.
 */
export class Reconciliation {
  /** Seen missing, or without a launch, the last time: a service that has just started may not know its servers yet. */
  #missed = new Set<string>();
  #orphans = new Set<string>();

  async run(signal: AbortSignal): Promise<void> {
    const found = await Promise.all(notebookServices().map((service) => this.#compare(service, signal)));
    this.#missed = new Set(found.flatMap(({ missed }) => missed));
    this.#orphans = new Set(found.flatMap(({ orphans }) => orphans));
  }

  async #compare(service: NotebookService, signal: AbortSignal): Promise<{ missed: string[]; orphans: string[] }> {
    const open = await withSystemSql("watch open notebooks", (sql) => sql.rows<OpenLaunch>(READ_OPEN, [service.facts.id]));
    const listed = service.kind === "jupyterhub" ? await orNull(service, service.list(signal)) : [];
    // A service that does not answer tells nothing: what was missed before stays so, and nothing more is.
    if (listed === null) return { missed: open.map(({ id }) => id).filter((id) => this.#missed.has(id)), orphans: [...this.#orphans] };
    const missed = await inTurn(open, (launch) => this.#watch(service, launch, listed, signal));
    const orphans = service.kind === "jupyterhub" ? await this.#findOrphans(service, listed, signal) : [];
    return { missed: missed.flatMap((id) => id ?? []), orphans };
  }

  /** Its id when its notebook was not found, and may be the next time. */
  async #watch(service: NotebookService, launch: OpenLaunch, listed: readonly ListedServer[], signal: AbortSignal): Promise<string | null> {
    const { id } = launch;
    const seen = listed.find(({ launchId }) => launchId === id) ?? (await lookAgain(service, launch, signal));
    if (seen === "unknown") return this.#missed.has(id) ? id : null;
    if (seen === "gone") {
      if (!this.#missed.has(id)) return id;
      await endGone(id);
      return null;
    }
    await noteActivity(launch, seen.lastActiveAt, service.facts.limits.idleMinutes);
    return null;
  }

  async #findOrphans(service: NamedServerService, listed: readonly ListedServer[], signal: AbortSignal): Promise<string[]> {
    const ours = listed.filter(({ launchId }) => z.uuid().safeParse(launchId).success);
    const known = await withSystemSql("servers of launches", (sql) => sql.rows<{ id: string; isCleared: boolean }>(READ_KNOWN, [ours.map(({ launchId }) => launchId)]));
    const states = new Map(known.map(({ id, isCleared }) => [id, isCleared]));
    const orphans: string[] = [];
    for (const server of ours) {
      const isCleared = states.get(server.launchId);
      if (isCleared === true) await clearAgain(server.launchId);
      if (isCleared !== undefined) continue;
      if (this.#orphans.has(server.launchId)) await removeOrphan(service, server, signal);
      else orphans.push(server.launchId);
    }
    return orphans;
  }
}

type Seen = { readonly lastActiveAt: Date | null } | "gone" | "unknown";

/** Asked for by itself: a list may leave one out that is just being found again, and some services have none. */
async function lookAgain(service: NotebookService, launch: OpenLaunch, signal: AbortSignal): Promise<Seen> {
  const session = unsealSession(launch.id, launch.sessionSealed);
  const view = await orNull(service, service.look({ username: launch.username, serverName: launch.serverName, launchId: launch.id, session }, signal));
  if (view === null) return "unknown";
  if (view.state === "absent" || view.state === "stopped" || view.launchId !== launch.id) return "gone";
  return { lastActiveAt: view.lastActiveAt };
}

async function noteActivity(launch: OpenLaunch, at: Date | null, idleMinutes: number | null): Promise<void> {
  const lastActiveAt = at ?? launch.lastActiveAt;
  if (lastActiveAt === null) return;
  await withSystemSql("activity in an open notebook", async (sql) => {
    if (lastActiveAt.getTime() !== launch.lastActiveAt?.getTime()) await sql.run("UPDATE launch SET last_active_at = $2 WHERE id = $1", [launch.id, lastActiveAt]);
    if (idleMinutes !== null && Date.now() - lastActiveAt.getTime() > idleMinutes * 60_000) await stopIdle(sql, launch.id, idleMinutes);
  }, "debug");
}

async function stopIdle(sql: Sql, id: string, idleMinutes: number): Promise<void> {
  const at = await lockLaunch(sql, id);
  if (at && canMove(at.state, "stopping")) await moveLaunch(sql, at, "stopping", { message: `Stopping: nothing was done in the notebook for ${idleMinutes} minutes` });
}

function endGone(id: string): Promise<void> {
  return withSystemSql("end a launch whose server is gone", async (sql) => {
    const at = await lockLaunch(sql, id);
    if (at?.state === "ready") await moveLaunch(sql, at, "ended", { message: "The notebook server has ended at its service" });
  });
}

function clearAgain(id: string): Promise<void> {
  return withSystemSql("clear a launch whose server came back", async (sql) => {
    log.warn({ launchId: id }, "a launch that is over has a server again");
    await sql.run("UPDATE launch SET cleared_at = NULL WHERE id = $1", [id]);
    await enqueue(sql, "launch-clear", id);
  });
}

async function removeOrphan(service: NamedServerService, server: ListedServer, signal: AbortSignal): Promise<void> {
  log.warn({ launchId: server.launchId, service: service.facts.id }, "a server that no launch knows is removed");
  await orNull(service, service.remove({ ...server, session: null }, AbortSignal.any([signal, AbortSignal.timeout(ORPHAN_LIMIT_MS)])));
}

async function orNull<Result>(service: NotebookService, asking: Promise<Result>): Promise<Result | null> {
  try {
    return await asking;
  } catch (error) {
    log.warn({ service: service.facts.id, err: error }, "a notebook service could not be compared with its launches");
    return null;
  }
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += LOOKED_AT_ONCE) results.push(...(await Promise.all(items.slice(from, from + LOOKED_AT_ONCE).map(work))));
  return results;
}
