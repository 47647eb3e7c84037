import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { derivedKey } from "@/lib/config/derived-key";

const version = "v1";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts text for the database (AES-256-GCM), so that a copy of it opens no account.
 *
 * @param purpose names the key; the same is needed to open.
 * @param context binds the text to its row: moved to another one it does not open.
 */
export function seal(purpose: string, context: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", derivedKey(purpose), nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** Decrypts; null for what was sealed under another key or context, or was changed. */
export function unseal(purpose: string, context: string, sealed: string): string | null {
  const [prefix, encoded = ""] = sealed.split(".", 2);
  const bytes = Buffer.from(encoded, "base64url");
  if (prefix !== version || bytes.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", derivedKey(purpose), bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
