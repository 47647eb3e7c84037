import { z } from "zod";
import { setting } from "@/lib/config/environment";

export const archiveFormatSchema = z.enum(["zip", "tar"]);
export type ArchiveFormat = z.infer<typeof archiveFormatSchema>;

const addressForm = /^\/archives\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.(zip|tar)$/;

/** The path of a manifest's archive at the files process. */
export function archivePath(manifestId: string, format: ArchiveFormat): string {
  return `/archives/${manifestId}.${format}`;
}

/** What such a path names; null when it is none. */
export function parseArchivePath(path: string): { readonly manifestId: string; readonly format: ArchiveFormat } | null {
  const [, manifestId, format] = addressForm.exec(path) ?? [];
  return manifestId === undefined ? null : { manifestId, format: archiveFormatSchema.parse(format) };
}

/** Where the portal sends on to a manifest's archive with a fresh permit. */
export function archiveAtPortal(manifestId: string, format: ArchiveFormat): string {
  return `${setting("PORTAL_URL")}/api/v1/basket/archive?format=${format}&manifest=${manifestId}`;
}
