import { beforeEach, describe, expect, it } from "vitest";
import { TooManyAttempts } from "./errors";
import { countingFailures, forgetFailures, type Guess, GUESSES_PER_WINDOW, WINDOW_SEC } from "./rate-limit";

class Wrong extends Error {}
const guess = (secret: string, change: Partial<Guess> = {}): Guess => ({ kind: "ticket", secret, address: "192.0.2.1", ...change });
let checked = 0;
const tell = (right: boolean) => async () => {
  checked += 1;
  if (!right) throw new Wrong();
  return "in";
};
const outcome = (what: Guess, right = false) => countingFailures(what, tell(right), (error) => error instanceof Wrong).catch((error: Error) => error);
async function fail(count: number, change: Partial<Guess> = {}): Promise<void> {
  for (let i = 0; i < count; i++) await outcome(guess(`wrong-${i}`, change));
}

beforeEach(() => {
  forgetFailures();
  checked = 0;
});

describe("failed attempts", () => {
  it("are answered 429 with the time to wait once too many different ones came from an address, and the check is not even run", async () => {
    await fail(GUESSES_PER_WINDOW);
    expect(checked).toBe(GUESSES_PER_WINDOW);
    const answer = await outcome(guess("one more"), true);
    expect(answer).toBeInstanceOf(TooManyAttempts);
    expect(answer).toMatchObject({ status: 429, slug: "too-many-attempts" });
    const { retryAfterSec } = (answer as TooManyAttempts).details;
    expect(retryAfterSec).toBeGreaterThan(0);
    expect(retryAfterSec).toBeLessThanOrEqual(WINDOW_SEC);
    expect(checked).toBe(GUESSES_PER_WINDOW);
  });
  it("are heard no more often when they come all at once", async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => outcome(guess(`parallel-${i}`))));
    expect(answers.filter((answer) => answer instanceof Wrong)).toHaveLength(GUESSES_PER_WINDOW);
    expect(checked).toBe(GUESSES_PER_WINDOW);
  });
  it("count for their address and their kind only", async () => {
    await fail(GUESSES_PER_WINDOW + 5);
    expect(await outcome(guess("elsewhere", { address: "192.0.2.2" }), true)).toBe("in");
    expect(await outcome(guess("another kind", { kind: "permit" }), true)).toBe("in");
  });
  it("count for the account too, from wherever they come", async () => {
    for (let i = 0; i < GUESSES_PER_WINDOW; i++) await outcome(guess(`wrong-${i}`, { address: `192.0.2.${i}`, account: "pi-crab" }));
    expect(await outcome(guess("right", { address: "198.51.100.1", account: "pi-crab" }), true)).toBeInstanceOf(TooManyAttempts);
    expect(await outcome(guess("right", { address: "198.51.100.1", account: "pi-agn" }), true)).toBe("in");
  });
  it("let what worked before still work", async () => {
    expect(await outcome(guess("mine"), true)).toBe("in");
    await fail(GUESSES_PER_WINDOW + 5);
    expect(await outcome(guess("mine"), true)).toBe("in");
  });
  it("are ten times as many when a client repeats one that it does not know to be wrong", async () => {
    for (let i = 0; i < 5 * GUESSES_PER_WINDOW; i++) expect(await outcome(guess("old"))).toBeInstanceOf(Wrong);
    for (let i = 0; i < 10 * GUESSES_PER_WINDOW; i++) await outcome(guess("old"));
    expect(await outcome(guess("old"))).toBeInstanceOf(TooManyAttempts);
  });
  it("are counted for all together, and far more of them, where no address is known", async () => {
    await fail(10 * GUESSES_PER_WINDOW, { address: null });
    expect(await outcome(guess("right", { address: null }), true)).toBe("in");
    await Promise.all(Array.from({ length: 100 * GUESSES_PER_WINDOW }, (_, i) => outcome(guess(`flood-${i}`, { address: null }))));
    expect(await outcome(guess("late", { address: null }), true)).toBeInstanceOf(TooManyAttempts);
  });
});

describe("what is no failure", () => {
  it("costs nothing: successes, and services that are away", async () => {
    for (let i = 0; i < 5 * GUESSES_PER_WINDOW; i++) expect(await outcome(guess(`right-${i}`), true)).toBe("in");
    const away = () => countingFailures(guess("unknown"), async () => Promise.reject(new Error("away")), (error) => error instanceof Wrong).catch((error: Error) => error.message);
    for (let i = 0; i < 5 * GUESSES_PER_WINDOW; i++) expect(await away()).toBe("away");
    expect(await outcome(guess("still heard"), true)).toBe("in");
  });
});
