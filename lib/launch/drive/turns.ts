import { setTimeout as sleep } from "node:timers/promises";

/** So many starts one worker asks of one service at a time: a hub that is asked for fifty at once answers none in time. */
const STARTS_AT_ONCE = 6;
const LOOK_MS = 50;

const busy = new Map<string, number>();

/** Runs work that a service has much to do with, when it is its turn. */
export async function inTurn<Result>(service: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  while ((busy.get(service) ?? 0) >= STARTS_AT_ONCE) await sleep(LOOK_MS, undefined, { signal });
  busy.set(service, (busy.get(service) ?? 0) + 1);
  try {
    return await work();
  } finally {
    busy.set(service, (busy.get(service) ?? 1) - 1);
  }
}
