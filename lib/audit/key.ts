import { hkdfSync } from "node:crypto";
import { environment, setting } from "@/lib/config/environment";

let made: { secret: string; key: Buffer } | undefined;

/**
 * The key that signs seals and heads, derived from AUDIT_SECRET, or from PORTAL_SECRET where there is none. Both are
 * outside the database: that is what it protects against.
 */
export function derivedAuditKey(): Buffer {
  const secret = environment().AUDIT_SECRET ?? setting("PORTAL_SECRET");
  if (made?.secret !== secret) made = { secret, key: Buffer.from(hkdfSync("sha256", secret, "airshower", "audit", 32)) };
  return made.key;
}
