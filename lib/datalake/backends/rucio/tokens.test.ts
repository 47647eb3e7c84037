import { afterEach, describe, expect, it, vi } from "vitest";
import { RucioUnreachable } from "./faults";
import { viewerTokens } from "./token-sources";
import { TokenKeeper } from "./tokens";

const HOUR_MS = 3_600_000;
afterEach(() => void vi.useRealTimers());

/** Gives tokens out, counted, each good for an hour. */
function counting() {
  let given = 0;
  const source = vi.fn(() => Promise.resolve({ value: `token ${++given}`, expiresAtMs: Date.now() + HOUR_MS }));
  return { source, keeper: new TokenKeeper(source) };
}

describe("a token", () => {
  it("is asked for once by many requests, and kept", async () => {
    const { source, keeper } = counting();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => keeper.current())))).toEqual(new Set(["token 1"]));
    expect(await keeper.current()).toBe("token 1");
    expect(source).toHaveBeenCalledTimes(1);
  });
  it("is renewed before it ends, once for all", async () => {
    vi.useFakeTimers();
    const { source, keeper } = counting();
    await keeper.current();
    vi.setSystemTime(Date.now() + HOUR_MS - 6 * 60_000);
    expect(await keeper.current()).toBe("token 1");
    vi.setSystemTime(Date.now() + 2 * 60_000);
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => keeper.current())))).toEqual(new Set(["token 2"]));
    expect(source).toHaveBeenCalledTimes(2);
  });
  it("that is refused is replaced once for all that were refused it", async () => {
    const { source, keeper } = counting();
    await keeper.current();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => keeper.insteadOf("token 1"))))).toEqual(new Set(["token 2"]));
    expect(await keeper.insteadOf("token 1")).toBe("token 2");
    expect(source).toHaveBeenCalledTimes(2);
  });
  it("that can not be renewed is used as long as it is good, and not after", async () => {
    vi.useFakeTimers();
    const { source, keeper } = counting();
    await keeper.current();
    source.mockRejectedValue(new RucioUnreachable("away"));
    vi.setSystemTime(Date.now() + HOUR_MS - 60_000);
    expect(await keeper.current()).toBe("token 1");
    vi.setSystemTime(Date.now() + 61_000);
    await expect(keeper.current()).rejects.toThrow(RucioUnreachable);
  });
  it("is asked for again after a failure", async () => {
    const { source, keeper } = counting();
    source.mockRejectedValueOnce(new RucioUnreachable("away"));
    await expect(keeper.current()).rejects.toThrow(RucioUnreachable);
    expect(await keeper.current()).toBe("token 1");
  });
  it("that looks ended when it is new, since clocks differ, is used and not asked for at each request", async () => {
    const source = vi.fn(() => Promise.resolve({ value: "token", expiresAtMs: Date.now() - 60_000 }));
    const keeper = new TokenKeeper(source);
    expect([await keeper.current(), await keeper.current(), await keeper.current()]).toEqual(["token", "token", "token"]);
    expect(source).toHaveBeenCalledTimes(1);
  });
  it("that lives for a minute is renewed near its end, not at once", async () => {
    vi.useFakeTimers();
    const source = vi.fn(() => Promise.resolve({ value: `at ${Date.now()}`, expiresAtMs: Date.now() + 60_000 }));
    const keeper = new TokenKeeper(source);
    const first = await keeper.current();
    vi.setSystemTime(Date.now() + 40_000);
    expect(await keeper.current()).toBe(first);
    vi.setSystemTime(Date.now() + 10_000);
    expect(await keeper.current()).not.toBe(first);
  });
});

describe("a viewer's token", () => {
  const jwt = (claims: object) => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
  it("ends when it says", async () => {
    expect(await viewerTokens(() => Promise.resolve(jwt({ exp: 1_800_000_000 })))()).toMatchObject({ expiresAtMs: 1_800_000_000_000 });
  });
  it.each(["opaque", jwt({})])("is refused when it does not say (%j)", async (token) => {
    await expect(viewerTokens(() => Promise.resolve(token))()).rejects.toThrow(/no JWT/);
  });
});
