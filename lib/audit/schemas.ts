import { z } from "zod";
import { numeric } from "@/lib/units/numeric";

const moment = z.iso.datetime({ offset: true });

/** Which entries, newest first. */
export const auditQuerySchema = z
  .object({
    action: z
      .string()
      .regex(/^[a-z]{1,40}(\.[a-z-]{1,40})?$/, "an action looks like grant.given; its first word alone stands for all that begin so")
      .optional(),
    outcome: z.enum(["ok", "refused", "failed"]).optional(),
    person: z.string().min(1).max(256).optional().describe("account name"),
    from: moment.optional().describe("the first moment, ISO 8601"),
    until: moment.optional().describe("the moment before which it ends, ISO 8601"),
    limit: numeric((number) => number.int().min(1).max(1000)).prefault(100),
    cursor: z.string().max(2048).optional(),
    format: z.enum(["json", "csv"]).default("json").describe("csv: all of them, oldest first, with what is needed to check the chain"),
  })
  .strict();
export type AuditQuery = z.output<typeof auditQuerySchema>;

export const collectionAuditQuerySchema = auditQuerySchema.extend({ collection: z.string().min(1).max(63) });
export const auditParamsSchema = z.object({ code: z.string() });

/** Somebody who is spoken of. `username` null: made anonymous, or never told. */
export const auditPersonSchema = z.object({ person: z.uuid(), username: z.string().nullable() });

export const auditEntrySchema = z.object({
  at: z.string().describe("ISO 8601 UTC"),
  actor: z.enum(["person", "anonymous", "system", "iam"]),
  person: auditPersonSchema.nullable(),
  action: z.string(),
  outcome: z.enum(["ok", "refused", "failed"]),
  subject: z.record(z.string(), z.unknown()).describe("What it is about; people in it as in `person`"),
  requestId: z.string().nullable(),
  forManagers: z.boolean().describe("Not shown to the PI"),
  chain: z.uuid().nullable().describe("Null, like seq and hash, until it is sealed, within a second"),
  seq: z.number().int().nullable(),
  hash: z.string().nullable().describe("SHA-256, hexadecimal"),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditListSchema = z.object({ items: z.array(auditEntrySchema), nextCursor: z.string().nullable(), totalCount: z.null().describe("Not counted") });
export type AuditList = z.infer<typeof auditListSchema>;
