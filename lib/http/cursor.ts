import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { derivedKey } from "@/lib/config/derived-key";
import { BadCursor } from "@/lib/errors/requests";

/** Where a page ends: the values by which its last row is sorted. */
export type CursorPosition = readonly (string | number | null)[];

const positionSchema = z.array(z.union([z.string(), z.number(), z.null()]));
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Positions are filled up to a multiple of this: the length of a cursor must not tell how many digits a key has. */
const STEP_BYTES = 64;

/**
 * Seals a position (AES-256-GCM), bound to the query that it belongs to. Sealed, since it holds serial keys, which would
 * tell how many hidden rows there are. The nonce is made of query and position, so that one question has one answer.
 *
 * @param query what a later page must ask for again, e.g. the list's name, its filter and its order
 */
export function writeCursor(query: unknown, position: CursorPosition): string {
  const plain = JSON.stringify(position);
  const [binding, text] = [bindingOf(query), plain.padEnd(Math.ceil(plain.length / STEP_BYTES) * STEP_BYTES)];
  const nonce = createHmac("sha256", derivedKey("cursor-nonce")).update(binding).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", derivedKey("cursor"), nonce).setAAD(binding);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

/** Opens a cursor. @throws BadCursor for one that was not made here for this very query. */
export function readCursor(query: unknown, cursor: string): CursorPosition {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== cursor) throw new BadCursor();
  const decipher = createDecipheriv("aes-256-gcm", derivedKey("cursor"), bytes.subarray(0, NONCE_BYTES))
    .setAAD(bindingOf(query))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
    return positionSchema.parse(JSON.parse(text));
  } catch {
    throw new BadCursor();
  }
}

function bindingOf(query: unknown): Buffer {
  return createHash("sha256").update(JSON.stringify(query, sortedKeys)).digest();
}

/** The order in which a client names its parameters means nothing. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
