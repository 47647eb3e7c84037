import { setTimeout as sleep } from "node:timers/promises";
import { isPassing } from "./faults";
import type { Limits } from "./limits";

/**
 * Does something that may be done twice, again when it fails in passing, each time after a longer pause. What is not
 * safe to repeat must not come here.
 */
export async function retrying<Result>({ tries, retryMs }: Limits, signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried >= tries || !isPassing(error) || signal?.aborted) throw error;
      // Not all at the same moment, when many lost the same server.
      await sleep(retryMs * 2 ** (tried - 1) * (0.5 + Math.random()), undefined, { signal });
    }
  }
}
