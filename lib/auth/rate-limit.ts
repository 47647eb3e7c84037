import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooManyAttempts } from "@/lib/auth/errors";
import { log } from "@/lib/config/log";

/** What can be guessed at. */
export type SecretKind = "sign-in" | "session" | "bearer" | "api-token" | "ticket" | "staging-token" | "permit" | "password";

/** The time over which wrong secrets are counted, and for which too many are answered 429. */
export const WINDOW_SEC = 300;
/** Different wrong secrets of one kind from one address, or for one account, that are heard within the window. */
export const GUESSES_PER_WINDOW = 30;
/** Where addresses can not be told apart, all callers together: enough to stop a flood, too many for one to shut out others. */
const SHARED_FACTOR = 100;
const GUESS_POINTS = 10;
/** The same wrong secret again is no guess but a client that has not noticed; it costs, since each is looked up. */
const REPETITION_POINTS = 1;
const REMEMBERED_AT_MOST = 10_000;

// In memory and per process. A failed guess then writes nothing, so that guessing is no way to load the database, and a
// request that is in order costs two look-ups here. With N processes N times the guesses are heard, of 256 bits each.
const limiterOf = (factor: number) => new RateLimiterMemory({ points: GUESSES_PER_WINDOW * GUESS_POINTS * factor, duration: WINDOW_SEC });
/** `good`: secrets that held a while ago; `charged`: ones that are counted; as hashes, until when. */
const clean = () => ({ each: limiterOf(1), shared: limiterOf(SHARED_FACTOR), good: new Map<string, number>(), charged: new Map<string, number>() });
// Next may give routes copies of this module: they count together.
const inProcess = globalThis as typeof globalThis & { airshowerFailures?: ReturnType<typeof clean> };
const state = (inProcess.airshowerFailures ??= clean());

export interface Guess {
  readonly kind: SecretKind;
  readonly secret: string;
  /** From `callerAddress`. */
  readonly address: string | null;
  /** What the secret is for, where the caller names it: an account, a ticket. */
  readonly account?: string;
}

/**
 * Runs a check of something that a caller presented, and counts those that it refuses: only failures count, by address
 * and by account. While too many have failed, nothing new is heard from there; what held a while ago still is, so that
 * people who work behind the same address go on.
 *
 * @param isRefusal which of the check's errors say that the secret is wrong; others (a service that is away) cost nothing
 * @throws TooManyAttempts (429) before the check is run.
 */
export async function countingFailures<Result>(guess: Guess, check: () => Promise<Result>, isRefusal: (error: unknown) => boolean): Promise<Result> {
  const hash = createHash("sha256").update(`${guess.kind} ${guess.secret}`).digest("base64url");
  if (isRemembered(state.good, hash)) return check();
  const isNew = !isRemembered(state.charged, hash);
  // Charged before the check and given back after it: a thousand guesses at once are not all heard.
  if (isNew) remember(state.charged, hash);
  await charge(guess, isNew ? GUESS_POINTS : 0);
  try {
    const result = await check();
    remember(state.good, hash);
    if (isNew) await giveBack(guess, hash);
    return result;
  } catch (error) {
    if (!isRefusal(error)) {
      if (isNew) await giveBack(guess, hash);
    } else if (!isNew) {
      await charge(guess, REPETITION_POINTS).catch(() => undefined);
    }
    throw error;
  }
}

type Limit = readonly [limiter: RateLimiterMemory, key: string];

function limitsOf({ kind, address, account }: Guess): Limit[] {
  const byAddress: Limit = address === null ? [state.shared, kind] : [state.each, `${kind} from ${address}`];
  return account === undefined ? [byAddress] : [byAddress, [state.each, `${kind} for ${account}`]];
}

/** @throws TooManyAttempts */
async function charge(guess: Guess, points: number): Promise<void> {
  for (const [limiter, key] of limitsOf(guess)) {
    try {
      const now = points === 0 ? await limiter.get(key) : await limiter.consume(key, points);
      if (now !== null && now.consumedPoints > limiter.points) throw now;
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      log.warn({ kind: guess.kind, byAccount: key.includes(" for ") }, "too many failed attempts");
      throw new TooManyAttempts(Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)));
    }
  }
}

async function giveBack(guess: Guess, hash: string): Promise<void> {
  state.charged.delete(hash);
  for (const [limiter, key] of limitsOf(guess)) await limiter.reward(key, GUESS_POINTS);
}

function isRemembered(secrets: Map<string, number>, hash: string): boolean {
  return (secrets.get(hash) ?? 0) > Date.now();
}

function remember(secrets: Map<string, number>, hash: string): void {
  if (secrets.size >= REMEMBERED_AT_MOST) secrets.clear();
  secrets.set(hash, Date.now() + WINDOW_SEC * 1000);
}

/** Tests begin with a clean record. */
export function forgetFailures(): void {
  Object.assign(state, clean());
}
