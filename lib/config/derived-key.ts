import { hkdfSync } from "node:crypto";
import { setting } from "./environment";

/**
 * A key of 32 bytes for one purpose, derived from PORTAL_SECRET (HKDF with SHA-256, RFC 5869). Purposes never share a
 * key, so that what one part signs or seals means nothing to another.
 */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", setting("PORTAL_SECRET"), "airshower", purpose, 32));
}
