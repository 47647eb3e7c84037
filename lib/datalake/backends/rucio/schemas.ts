import { z } from "zod";

/** A DID as Rucio writes it in requests. */
export interface RucioDid {
  readonly scope: string;
  readonly name: string;
}

/** `scope:name`, for messages and as a key. */
export function didText({ scope, name }: RucioDid): string {
  return `${scope}:${name}`;
}

/** `DATASET`, or as older releases write it `DIDType.DATASET`; null in searches by JSON keys, which do not know it. */
const didTypeSchema = z
  .string()
  .nullish()
  .transform((text) => (["file", "dataset", "container"] as const).find((type) => text?.toUpperCase().endsWith(type.toUpperCase())) ?? null);

const whole = z.number().int().nonnegative();
/** Checksums come in any case, and from some storage without leading zeros. */
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{1,${digits}}$`)).transform((text) => text.toLowerCase().padStart(digits, "0")).nullish().transform((text) => text ?? null);

/** A line of a search with `long=true`. Source: PROTOCOLS, Rucio REST, Search. */
export const foundDidSchema = z.object({ scope: z.string().min(1), name: z.string().min(1), did_type: didTypeSchema, bytes: whole.nullish(), length: whole.nullish() }).transform(({ did_type: type, bytes, length, ...did }) => ({ ...did, type, sizeBytes: bytes ?? null, fileCount: length ?? null }));
/** What a search finds: the DID, its type (null where Rucio does not say), bytes and number of files (null until a dataset is closed). */
export type FoundDid = z.output<typeof foundDidSchema>;

/** A line of `files`. Source: PROTOCOLS, Rucio REST, Content. */
export const contentFileSchema = z.object({ scope: z.string().min(1), name: z.string().min(1), bytes: whole.nullish(), adler32: hex(8) }).transform(({ bytes, ...file }) => ({ ...file, sizeBytes: bytes ?? null }));
export type ContentFile = z.output<typeof contentFileSchema>;

/** Metadata of one DID: plain JSON by key. Source: PROTOCOLS, Rucio REST, Metadata. */
export const metadataSchema = z.record(z.string(), z.json());
export type Metadata = z.output<typeof metadataSchema>;
export const bulkMetadataSchema = z.looseObject({ scope: z.string().min(1), name: z.string().min(1) });

const pfnSchema = z.object({ rse: z.string().min(1), type: z.string().nullish(), priority: z.number().nullish(), domain: z.string().nullish() });
/** A line of the list of replicas. Source: PROTOCOLS, Rucio REST, Replicas. */
export const replicasSchema = z.object({
  scope: z.string().min(1),
  name: z.string().min(1),
  bytes: whole,
  md5: hex(32),
  adler32: hex(8),
  pfns: z.record(z.string(), pfnSchema).default({}),
  states: z.record(z.string(), z.string()).nullish(),
});

/** Rucio writes dates as RFC 1123, `Fri, 20 Nov 2026 12:32:36 UTC`. */
const dateSchema = z.string().nullish().transform((text, context) => {
  if (text == null) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) context.addIssue({ code: "custom", message: `${text} is no date` });
  return date;
});

/** A rule. Source: PROTOCOLS, Rucio REST, Rules. */
export const ruleSchema = z.object({
  id: z.string().min(1),
  scope: z.string(),
  name: z.string(),
  account: z.string(),
  rse_expression: z.string(),
  copies: whole,
  state: z.enum(["INJECT", "REPLICATING", "OK", "STUCK", "SUSPENDED", "WAITING_APPROVAL"]),
  locks_ok_cnt: whole,
  locks_replicating_cnt: whole,
  locks_stuck_cnt: whole,
  expires_at: dateSchema,
  error: z.string().nullish().transform((text) => text ?? null),
});
export const ruleIdsSchema = z.array(z.string().min(1)).min(1);
