import { createHash } from "node:crypto";
import type { ProductRole } from "@/lib/catalogue/schemas";

/** Bytes made for one manifest: its indexes, and what a launch adds (a notebook). Kept in the database with it. */
export interface GeneratedFile {
  /** Relative to the store; a notebook's to the work folder. */
  readonly path: string;
  readonly content: Buffer;
  readonly mediaType: string;
  readonly role: ProductRole;
}

export function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
