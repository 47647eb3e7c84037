import type { Figure } from "../figure";
import type { Result } from "./run-generator";
import type { Times } from "./tally";

const LIMIT_MS = 500;
const MEMORY_LIMIT = 1.2;

/** How long each kind of request took, and all together; and how many went wrong. */
export function timeFigures({ kinds, all, faults, seconds }: Result, how: string): Figure[] {
  if (all === null) throw new Error("Nobody asked for anything: all users left before their first request");
  const figures = Object.entries({ ...kinds, all }).map(([kind, times]) => timeFigure(kind, times, seconds, how));
  return [...figures, { name: "users.errors", values: { errors: all.errors, requests: all.requests, distinct: faults.length }, unit: "", budget: { ratio: all.errors, limit: 0 }, n: all.requests, how: "every answer but 200 (while signing in: but a redirect onwards), every broken connection, 30 s without an answer, a quick look not made in time; each distinct one is told on stderr" }];
}

function timeFigure(kind: string, { requests, errors, p50Ms, p95Ms, maxMs }: Times, seconds: number, how: string): Figure {
  return { name: `users.${kind}`, values: { p50Ms, p95Ms, maxMs, errors, perSecond: requests / seconds }, unit: "ms", budget: { ratio: p95Ms / LIMIT_MS, limit: 1 }, n: requests, how: `${how}; ratio of p95 to ${LIMIT_MS} ms` };
}

/** A part that died and was started again has its memory back for a bad reason. */
export function restartFigure(restarted: readonly string[]): Figure {
  return { name: "users.restarts", values: { restarts: restarted.length }, unit: "", budget: { ratio: restarted.length, limit: 0 }, n: 1, how: restarted.length > 0 ? `started again, having ended: ${restarted.join(", ")}` : "parts that ended while the users were there, and were started again" };
}

type ByPart = ReadonlyMap<string, number>;
export interface MemoryTaken {
  readonly startedMb: ByPart;
  readonly beforeMb: ByPart;
  readonly peakMb: ByPart;
  readonly restedMb: ByPart;
  readonly afterMb: ByPart;
}

/** Whether each part's memory is back to where it was. */
export function memoryFigures(taken: MemoryTaken): Figure[] {
  return [...taken.beforeMb].map(([part, beforeMb]) => {
    const values = Object.fromEntries(Object.entries(taken).map(([when, mb]) => [when, (mb as ByPart).get(part)!]));
    const how = part === "postgres" ? "all processes of PostgreSQL, what they share counted once" : "resident memory, with that of its children; before and after with all garbage collected (SIGUSR2 to a module loaded beside)";
    return { name: `users.memory.${part}`, values, unit: "MB", budget: { ratio: values.afterMb! / beforeMb, limit: MEMORY_LIMIT }, n: 1, how: `${how}; when just started, after 30 s of 20 users and a minute's rest, at most, after another minute's rest (rested: as it is); ratio of after to before` };
  });
}
