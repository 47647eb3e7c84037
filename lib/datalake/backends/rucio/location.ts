import { z } from "zod";
import { LakeLocationInvalid } from "../../errors";
import type { ReplicatedFile } from "./replicas";

const locationSchema = z
  .object({
    scope: z.string().min(1),
    name: z.string().min(1),
    bytes: z.number().int().nonnegative(),
    adler32: z.string().regex(/^[0-9a-f]{8}$/).optional(),
    md5: z.string().regex(/^[0-9a-f]{32}$/).optional(),
  })
  .refine(({ adler32, md5 }) => adler32 !== undefined || md5 !== undefined);

/** Which bytes a release is: the DID, whose bytes Rucio never changes, with what they were when it was harvested. */
export type RucioLocation = z.output<typeof locationSchema>;

/** The location of a release. The same file gives the same text, by which a later harvest knows it again. */
export function formatLocation({ scope, name, sizeBytes, adler32, md5 }: Pick<ReplicatedFile, "scope" | "name" | "sizeBytes" | "adler32" | "md5">): string {
  return JSON.stringify({ scope, name, bytes: sizeBytes, ...(adler32 !== null && { adler32 }), ...(md5 !== null && { md5 }) } satisfies RucioLocation);
}

/** @throws LakeLocationInvalid for what `formatLocation` never gave. */
export function parseLocation(text: string): RucioLocation {
  try {
    return locationSchema.parse(JSON.parse(text));
  } catch {
    throw new LakeLocationInvalid();
  }
}
