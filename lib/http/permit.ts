import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { derivedKey } from "@/lib/config/derived-key";

/** Long enough for a client that follows a redirect, too short to pass on. */
export const PERMIT_LIFETIME_SEC = 60;
const PURPOSE = "file permit";

const permitSchema = z.object({ sub: z.string().nullable(), path: z.string(), until: z.number() });

/**
 * A signed word of the portal that it has verified who asks for one file. Clients drop `Authorization` when a redirect
 * changes the port, so the portal's own address of a file hands one over. It carries no right: the embargo is asked
 * again when it is used.
 *
 * @param path of the file at the files process, as `filePath` writes it
 */
export function signPermit(sub: string | null, path: string, nowMs = Date.now()): string {
  const body = Buffer.from(JSON.stringify({ sub, path, until: Math.floor(nowMs / 1000) + PERMIT_LIFETIME_SEC })).toString("base64url");
  return `${body}.${signature(body)}`;
}

/** For whom a permit speaks; null when it is forged, ended, or for another file. */
export function verifyPermit(permit: string, path: string, nowMs = Date.now()): { readonly sub: string | null } | null {
  const [body = "", signed = "", ...more] = permit.split(".");
  const expected = Buffer.from(signature(body));
  const given = Buffer.from(signed);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const { sub, path: of, until } = permitSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return of === path && nowMs / 1000 < until ? { sub } : null;
}

function signature(body: string): string {
  return createHmac("sha256", derivedKey(PURPOSE)).update(body).digest("base64url");
}
