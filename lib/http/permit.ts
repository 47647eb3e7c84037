import { z } from "zod";
import { seal, unseal } from "@/lib/auth/sealed";

/** Long enough for a client that follows a redirect, too short to pass on. */
export const PERMIT_LIFETIME_SEC = 60;
const PURPOSE = "file permit";

/** For whom a permit speaks. */
export interface PermitHolder {
  /** null: nobody known. */
  readonly sub: string | null;
  /** The API token by which they asked: what ends with it shall end with it here too. */
  readonly apiTokenId: string | null;
}

const permitSchema = z.object({ sub: z.string().nullable(), token: z.uuid().nullable().default(null), until: z.number() });

/**
 * The portal's word that it has verified who asks for one file. Clients drop `Authorization` when a redirect changes
 * the port, so the portal's own address of a file hands one over. It carries no right: the embargo is asked again when
 * it is used. Sealed and bound to the file (AES-GCM): it fits no other, and what a proxy writes down names nobody.
 *
 * @param path of the file at the files process, as `filePath` writes it
 */
export function signPermit(sub: string | null, path: string, { apiTokenId = null, nowMs = Date.now() }: { readonly apiTokenId?: string | null; readonly nowMs?: number } = {}): string {
  return seal(PURPOSE, path, JSON.stringify({ sub, token: apiTokenId, until: nowMs / 1000 + PERMIT_LIFETIME_SEC }));
}

/** Whether a permit was never given out for this file; one that has ended is no forgery. */
export function isForgedPermit(permit: string, path: string): boolean {
  return unseal(PURPOSE, path, permit) === null;
}

/** For whom a permit speaks; null when it is forged, ended, or for another file. */
export function verifyPermit(permit: string, path: string, nowMs = Date.now()): PermitHolder | null {
  const text = unseal(PURPOSE, path, permit);
  if (text === null) return null;
  const { sub, token: apiTokenId, until } = permitSchema.parse(JSON.parse(text));
  return nowMs / 1000 < until ? { sub, apiTokenId } : null;
}
