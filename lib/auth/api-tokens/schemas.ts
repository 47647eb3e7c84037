import { z } from "zod";
import { scopes } from "@/lib/auth/api-tokens/scopes";

/** The longest life of a token. */
export const LONGEST_DAYS = 366;

/** Any text may stand in a path: one that names nothing is not found. */
export const tokenParamsSchema = z.object({ id: z.string() });

export const apiTokenBodySchema = z
  .object({
    name: z.string().trim().min(1, "say what it is for").max(100),
    scopes: z.array(z.enum(scopes)).min(1, "choose at least one").transform((chosen) => scopes.filter((scope) => chosen.includes(scope))),
    until: z.iso.datetime({ offset: true }).describe("its end, ISO 8601, within 366 days"),
  })
  .strict()
  .refine(({ until }) => Date.parse(until) > Date.now(), { message: "lies in the past", path: ["until"] })
  .refine(({ until }) => Date.parse(until) <= Date.now() + LONGEST_DAYS * 86_400_000, { message: `lies more than ${LONGEST_DAYS} days ahead`, path: ["until"] });
export type ApiTokenBody = z.output<typeof apiTokenBodySchema>;

/** A token of the caller's own; never its secret. Times ISO 8601 UTC. */
export const apiTokenSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string().describe("the last four letters of its secret"),
  scopes: z.array(z.enum(scopes)),
  madeAt: z.string(),
  until: z.string(),
  state: z.enum(["live", "ended"]),
  lastUsedAt: z.string().nullable().describe("to the minute"),
  lastUsedFrom: z.string().nullable().describe("an address, or the /64 of an IPv6 one; null where the portal can not know it"),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const apiTokenListSchema = z.object({ items: z.array(apiTokenSchema) });
export type ApiTokenList = z.infer<typeof apiTokenListSchema>;

/** The only answer that holds the secret. */
export const apiTokenMadeSchema = apiTokenSchema.extend({ token: z.string().describe("the secret, told this once") });
export type ApiTokenMade = z.infer<typeof apiTokenMadeSchema>;
