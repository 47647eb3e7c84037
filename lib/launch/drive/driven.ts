import { z } from "zod";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { lockLaunch } from "../locked";
import { type LaunchPlace, moveLaunch, type Telling, tellLaunch } from "../move";
import { type LaunchState, launchStateSchema } from "../schemas";
import type { ServiceSession } from "../services/service";
import { sealSession, unsealSession } from "../session-store";
import { drivenStates, isDriven } from "../states";

/** The launch is driven by another worker by now, or was stopped, or failed: this worker has no more to do with it. */
export class LaunchLost extends Error {
  constructor(id: string) {
    super(`launch ${id} is no longer this worker's`);
    this.name = "LaunchLost";
  }
}

const takenSchema = z.object({
  id: z.string(),
  state: launchStateSchema,
  attempt: z.number(),
  username: z.string(),
  serverName: z.string(),
  workFolder: z.string(),
  service: z.string(),
  environment: z.string().nullable(),
  size: z.string().nullable(),
  /** Its software may hold public data only. */
  publicOnly: z.boolean(),
  notebookPath: z.string().nullable(),
  /** When its service had room for it. */
  admittedAt: z.date(),
  sessionSealed: z.string().nullable(),
});
type Taken = z.infer<typeof takenSchema>;
type Its = Omit<Taken, "state" | "sessionSealed">;

const nowSchema = z.object({
  state: launchStateSchema,
  attempt: z.number(),
  phase: z.string().nullable(),
  /** Somebody came with the launch's ticket and another key. */
  ticketRefused: z.boolean(),
  waitsForData: z.boolean(),
});
export type Now = z.infer<typeof nowSchema>;

const TAKE_OVER = `
UPDATE launch l SET attempt = l.attempt + 1, updated_at = now()
FROM manifest m
WHERE l.id = $1 AND l.state = ANY ($2) AND m.id = l.manifest_id
RETURNING l.id, l.state, l.attempt, l.username, l.server_name AS "serverName", l.work_folder AS "workFolder", l.service,
  l.environment, l.size, l.public_only AS "publicOnly", l.admitted_at AS "admittedAt", l.session_sealed AS "sessionSealed",
  jsonb_path_query_first(m.body, '$.files[*] ? (@.role == "notebook").path') #>> '{}' AS "notebookPath"`;
const READ_NOW = `
SELECT l.state, l.attempt, l.progress->>'phase' AS phase, l.waits_for_data AS "waitsForData",
  EXISTS (SELECT 1 FROM staging_ticket t WHERE t.launch_id = l.id AND t.refused_at IS NOT NULL) AS "ticketRefused"
FROM launch l WHERE l.id = $1`;
const READ_TOLD = "SELECT DISTINCT message FROM launch_event WHERE launch_id = $1 AND progress IS NULL";

/** A launch in the hands of one worker. Every change says for which taking over it is: who lost the launch changes nothing. */
export class DrivenLaunch {
  readonly its: Its;
  readonly #told: Set<string>;
  #session: ServiceSession | null;

  private constructor({ sessionSealed, state: _state, ...its }: Taken, told: readonly string[]) {
    this.its = its;
    this.#told = new Set(told);
    this.#session = unsealSession(its.id, sessionSealed);
  }

  /** The session that was written down, at a service that knows it by no name of ours. */
  get session(): ServiceSession | null {
    return this.#session;
  }

  /** Writes a session's address down, or forgets one that is gone. @throws LaunchLost */
  async keepSession(session: ServiceSession | null): Promise<void> {
    const sealed = session === null ? null : sealSession(this.its.id, session);
    await this.whileOurs((sql) => sql.run("UPDATE launch SET session_sealed = $2 WHERE id = $1", [this.its.id, sealed]));
    this.#session = session;
  }

  /** Takes a launch over, from whichever worker drove it before. Null when there is nothing to drive. */
  static takeOver(id: string): Promise<DrivenLaunch | null> {
    return withSystemSql("drive a launch", async (sql) => {
      const [row] = await sql.rows(TAKE_OVER, [id, drivenStates]);
      if (!row) return null;
      const told = await sql.rows<{ message: string }>(READ_TOLD, [id]);
      return new DrivenLaunch(takenSchema.parse(row), told.map(({ message }) => message));
    });
  }

  /** How it stands. @throws LaunchLost */
  now(): Promise<Now> {
    return withSystemSql("watch a launch", async (sql) => {
      const [row] = await sql.rows(READ_NOW, [this.its.id]);
      return this.#ours(row ? nowSchema.parse(row) : null);
    });
  }

  /** Runs work in one transaction in which the launch is certainly this worker's. @throws LaunchLost */
  whileOurs<Result>(work: (sql: Sql, at: LaunchPlace) => Promise<Result>): Promise<Result> {
    return withSystemSql("drive a launch", async (sql) => work(sql, this.#ours(await lockLaunch(sql, this.its.id))));
  }

  /** Moves it on, unless its session's report has done so meanwhile. @throws LaunchLost */
  advance(from: LaunchState, to: LaunchState, telling: Telling): Promise<void> {
    return this.whileOurs(async (sql, at) => {
      if (at.state === from) await moveLaunch(sql, at, to, telling);
    });
  }

  /** Says something once, however often it happens and whoever drives. @throws LaunchLost */
  async tell(message: string): Promise<void> {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    await this.whileOurs((sql, at) => tellLaunch(sql, at, { message }));
  }

  #ours<Place extends { state: LaunchState; attempt: number }>(place: Place | null): Place {
    if (!place || place.attempt !== this.its.attempt || !isDriven(place.state)) throw new LaunchLost(this.its.id);
    return place;
  }
}
