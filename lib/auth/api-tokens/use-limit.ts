import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooManyRequests } from "@/lib/auth/api-tokens/errors";

const WINDOW_SEC = 60;
/** Requests of one token within a minute, in each process: thirty a second, or ten thousand small files in six minutes. */
export const REQUESTS_PER_WINDOW = 1800;

// Next may give routes copies of this module: they count together.
const inProcess = globalThis as typeof globalThis & { airshowerTokenUses?: RateLimiterMemory };
const limiter = (inProcess.airshowerTokenUses ??= new RateLimiterMemory({ points: REQUESTS_PER_WINDOW, duration: WINDOW_SEC }));

/** Counts a request of a token. @throws TooManyRequests (429) */
export async function countUse(tokenId: string): Promise<void> {
  try {
    await limiter.consume(tokenId);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new TooManyRequests(Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)));
  }
}
