import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooManyRequests } from "@/lib/auth/api-tokens/errors";

const WINDOW_SEC = 60;
/** Files of one token within a minute, in each process: a hundred a second, as a basket of thousands of small ones needs. */
export const FILES_PER_WINDOW = 6000;
/** Questions to the API, each of which costs the database more than a file. */
export const QUESTIONS_PER_WINDOW = 600;

// Next may give routes copies of this module: they count together.
const inProcess = globalThis as typeof globalThis & { airshowerTokenUses?: RateLimiterMemory };
const limiter = (inProcess.airshowerTokenUses ??= new RateLimiterMemory({ points: FILES_PER_WINDOW, duration: WINDOW_SEC }));

/** Counts a request of a token. @throws TooManyRequests (429) */
export async function countUse(tokenId: string, what: "file" | "question"): Promise<void> {
  try {
    await limiter.consume(tokenId, what === "file" ? 1 : FILES_PER_WINDOW / QUESTIONS_PER_WINDOW);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new TooManyRequests(Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)));
  }
}
