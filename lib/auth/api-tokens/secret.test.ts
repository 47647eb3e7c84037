import { describe, expect, it } from "vitest";
import { claimsToBeApiToken, isWellFormed, newApiToken } from "./secret";

describe("an API token's secret", () => {
  it("is known by its beginning, in letters that a double click takes whole", () => {
    const token = newApiToken();
    expect(token).toMatch(/^airshower_pat_[0-9A-Za-z]{49}$/);
    expect(claimsToBeApiToken(token) && isWellFormed(token)).toBe(true);
  });
  it("is another one each time", () => {
    expect(new Set(Array.from({ length: 500 }, newApiToken)).size).toBe(500);
  });
  it("is not taken when a letter is changed, missing, added or swapped with its neighbour", () => {
    const token = newApiToken();
    const at = 20;
    const other = token[at] === "a" ? "b" : "a";
    const changed = [token.slice(0, at) + other + token.slice(at + 1), token.slice(0, -1), `${token}0`, token.toLowerCase() === token ? `${token}x` : token.toLowerCase(), `x${token}`, token.replace("_pat_", "_pat-"), `${token}\n`];
    for (const bad of changed) expect(isWellFormed(bad), bad).toBe(false);
  });
});
