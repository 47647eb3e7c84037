import { describe, expect, it } from "vitest";
import { apiTokenBodySchema } from "@/lib/auth/api-tokens/schemas";
import { latestEnd, tokenAsked, usualEnd, usualScopes } from "./token-words";

function form(until: string, ...scopes: string[]): FormData {
  const fields = new FormData();
  fields.set("name", "  nightly  ");
  fields.set("until", until);
  for (const scope of scopes) fields.append("scope", scope);
  return fields;
}

describe("the form of a token", () => {
  it("gives what the API takes, for the usual end and for the latest", () => {
    for (const day of [usualEnd(Date.now()), latestEnd(Date.now())]) {
      const body = apiTokenBodySchema.parse(tokenAsked(form(day, ...usualScopes)));
      expect(body).toEqual({ name: "nightly", scopes: ["search", "read", "stage"], until: `${day}T23:59:59Z` });
    }
  });
  it("leaves it to the API to refuse a day too late, in the past, and no scope", () => {
    const late = new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10);
    for (const fields of [form(late, "read"), form("2020-01-01", "read"), form(usualEnd(Date.now()))]) expect(apiTokenBodySchema.safeParse(tokenAsked(fields)).success).toBe(false);
  });
});
