import { beforeEach, describe, expect, it } from "vitest";
import { forgetFailures, GUESSES_PER_WINDOW } from "@/lib/auth/rate-limit";
import { demoAccounts } from "./accounts";
import { tryPassword } from "./password-limit";

beforeEach(() => forgetFailures());

describe("passwords at the demo's identity service", () => {
  it("are heard no more for an account once too many were wrong, and as before for others", async () => {
    for (let i = 0; i < GUESSES_PER_WINDOW; i++) expect(await tryPassword(demoAccounts, "pi-crab", `guess-${i}`)).toEqual({ refused: true });
    expect(await tryPassword(demoAccounts, "pi-crab", "pi-crab")).toEqual({ retryAfterSec: expect.any(Number) });
    expect(await tryPassword(demoAccounts, "pi-agn", "pi-agn")).toMatchObject({ account: { username: "pi-agn" } });
  });
  it("that are right are never counted", async () => {
    for (let i = 0; i < GUESSES_PER_WINDOW + 5; i++) expect(await tryPassword(demoAccounts, "outsider", "outsider")).toMatchObject({ account: { username: "outsider" } });
  });
});
