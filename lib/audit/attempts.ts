import { log } from "@/lib/config/log";
import { currentApiTokenId, currentRequestId } from "@/lib/config/request-context";
import { writeAttempts, type WrittenAttempt } from "@/lib/embargo/attempts";
import type { Viewer } from "@/lib/embargo/viewer";
import type { About } from "./about";
import type { Json } from "./canonical";

/** Written so soon after the answer, by a clock and not by the request: nobody can tell from the time that it takes whether what was asked for exists. */
const WRITTEN_WITHIN_MS = 250;
const WRITTEN_AT_ONCE = 500;
/** More wait only in a flood; it is counted in the log. */
const WAITING_AT_MOST = 10_000;

export interface Attempt {
  /** What was tried, `grant.give`. */
  readonly action: string;
  readonly about: About;
  readonly subject?: { readonly [name: string]: Json };
}

interface Queue {
  waiting: WrittenAttempt[];
  lost: number;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
}
// Next gives each route a copy of this module; they share one queue.
const shared = globalThis as typeof globalThis & { airshowerAttempts?: Queue };
const queue = (shared.airshowerAttempts ??= { waiting: [], lost: 0, timer: undefined, writing: Promise.resolve() });

/**
 * Notes that something was refused: hidden and absent things alike, so that both take the same time. Returns at once; it
 * is written in a transaction of its own, since the refused one is rolled back.
 */
export function recordAttempt(viewer: Viewer, { action, about, subject = {} }: Attempt): void {
  if (queue.waiting.length >= WAITING_AT_MOST) {
    queue.lost += 1;
  } else {
    queue.waiting.push({ sub: viewer.kind === "user" ? viewer.sub : null, action, about, subject, requestId: currentRequestId(), apiTokenId: currentApiTokenId() });
  }
  queue.timer ??= setTimeout(() => void flushAttempts(), WRITTEN_WITHIN_MS).unref();
}

/** Writes what waits, now: before a process ends, and in tests. */
export function flushAttempts(): Promise<void> {
  clearTimeout(queue.timer);
  queue.timer = undefined;
  queue.writing = queue.writing.then(writeWaiting);
  return queue.writing;
}

async function writeWaiting(): Promise<void> {
  if (queue.lost > 0) log.error({ lost: queue.lost }, "refused attempts came faster than they can be written; some are not in the audit");
  queue.lost = 0;
  while (queue.waiting.length > 0) {
    const some = queue.waiting.splice(0, WRITTEN_AT_ONCE);
    try {
      await writeAttempts(some);
    } catch (error) {
      log.error({ err: error, attempts: some.length }, "refused attempts could not be written; they are tried again with the next ones");
      queue.waiting.unshift(...some);
      return;
    }
  }
}
