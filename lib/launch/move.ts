import type { Sql } from "@/lib/embargo/transaction";
import { enqueue } from "./jobs";
import type { LaunchAvailability, LaunchProblem, LaunchState } from "./schemas";
import { canMove } from "./states";

/** A launch as somebody last saw it: compare-and-set runs on all three. */
export interface LaunchPlace {
  readonly id: string;
  readonly state: LaunchState;
  /** Which driving of it: raised by each worker that takes it over. */
  readonly attempt: number;
}

/** What the session says of its staging, as kept: the counts and the phase that they belong to. */
export interface KeptProgress {
  readonly phase: "fetching" | "verified" | "failed" | "starting";
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly currentPath: string | null;
}

export interface Telling {
  /** One line for the person who launched: no token, no address of ours, nothing that is hidden from them. */
  readonly message: string;
  readonly progress?: KeptProgress;
  /** How far its data were brought to a storage site. */
  readonly availability?: LaunchAvailability;
  readonly url?: string;
  readonly problem?: LaunchProblem;
}

/** The channel on which the id of a launch is called out when an event was added to it. */
export const EVENT_CHANNEL = "launch_event";

// One statement: the state changes with its event, or neither. The event's number is counted on the launch's own row,
// so that two writers at once wait for each other there.
const MOVE = `
WITH moved AS (
  UPDATE launch SET state = $4, last_seq = last_seq + 1, updated_at = now(),
    progress = coalesce($6::jsonb, progress), url = coalesce($7, url), problem = coalesce($8::jsonb, problem)
  WHERE id = $1 AND state = $2 AND attempt = $3
  RETURNING id, last_seq
), event AS (
  INSERT INTO launch_event (launch_id, seq, state, message, progress, availability)
  SELECT id, last_seq, $4, $5, $6::jsonb, $9::jsonb FROM moved
  RETURNING launch_id
)
SELECT pg_notify('${EVENT_CHANNEL}', launch_id::text) FROM event`;

/**
 * Brings a launch from the state in which it was seen to another, if it is still there and still driven by the same:
 * compare-and-set, with the event that tells of it. What ends a launch also orders its clearing away, in the same
 * transaction.
 *
 * @returns the launch's new place; null when somebody else was first, and nothing was changed.
 */
export async function moveLaunch(sql: Sql, from: LaunchPlace, to: LaunchState, telling: Telling): Promise<LaunchPlace | null> {
  if (!canMove(from.state, to)) throw new Error(`a launch does not go from ${from.state} to ${to}`);
  const changed = await sql.rows(MOVE, [from.id, from.state, from.attempt, to, telling.message, asJson(telling.progress), telling.url ?? null, asJson(telling.problem), asJson(telling.availability)]);
  if (changed.length === 0) return null;
  if (to === "failed" || to === "stopping" || to === "ended") await enqueue(sql, "launch-clear", from.id);
  return { ...from, state: to };
}

/**
 * Adds a line to a launch's story without changing its state.
 *
 * @returns false when the launch is not in that state, or is driven by another, by now.
 */
export async function tellLaunch(sql: Sql, at: LaunchPlace, telling: Pick<Telling, "message" | "progress" | "availability">): Promise<boolean> {
  const changed = await sql.rows(MOVE, [at.id, at.state, at.attempt, at.state, telling.message, asJson(telling.progress), null, null, asJson(telling.availability)]);
  return changed.length > 0;
}

function asJson(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
