import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import type { Viewer } from "@/lib/embargo/viewer";
import { TooManyLooks } from "./errors";

const WINDOW_SEC = 60;
/** Where addresses can not be told apart, all whom nobody knows share one limit of so many times as much. */
const SHARED_FACTOR = 20;

// In memory and per process, as the limits on failures. Next may give routes copies of this module: they count together.
const inProcess = globalThis as typeof globalThis & { airshowerLooks?: readonly [each: RateLimiterMemory, shared: RateLimiterMemory] };
const limiters = () => (inProcess.airshowerLooks ??= [limiterOf(1), limiterOf(SHARED_FACTOR)]);
const limiterOf = (factor: number) => new RateLimiterMemory({ points: setting("LOOKS_PER_MINUTE") * factor, duration: WINDOW_SEC });

/**
 * Counts a look that a worker is to make, which reads a file: by person, or for whom nobody knows by address. What is kept
 * costs nothing and is not counted.
 *
 * @param address from `callerAddress`
 * @throws TooManyLooks (429)
 */
export async function countLook(viewer: Viewer, address: string | null): Promise<void> {
  const [each, shared] = limiters();
  try {
    if (viewer.kind === "user") await each.consume(`person ${viewer.sub}`);
    else if (address !== null) await each.consume(`address ${address}`);
    else await shared.consume("anonymous");
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    log.warn({ isKnown: viewer.kind === "user" }, "too many quick looks");
    throw new TooManyLooks(Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)));
  }
}

/** Tests begin with a clean record. */
export function forgetLooks(): void {
  inProcess.airshowerLooks = undefined;
}
