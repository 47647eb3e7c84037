import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import type { MountedSite } from "../services/facts";
import { type LaunchOwner, ownerOf } from "./owner";

/** A file of a launch whose bytes lie in Rucio. */
export interface LakeFile {
  /** In the manifest. */
  readonly path: string;
  readonly releaseId: string;
  readonly location: string;
}

const FILES = `SELECT f.path, r.id::text AS "releaseId", r.location FROM manifest_file f JOIN product_release r ON r.id = f.release_id
  WHERE f.manifest_id = $1 AND r.backend = 'rucio' ORDER BY f.path`;
const OPEN = "SELECT id::text FROM product_release WHERE id = ANY ($1::bigint[])";

/**
 * The files of a launch that may be brought to a mounted site now: what its owner may read at this moment, and where
 * everybody reads the site, what everybody may. The embargo says so, asked as the one and as nobody.
 */
export async function filesFor(launchId: string, { dataClass }: Pick<MountedSite, "dataClass">): Promise<LakeFile[]> {
  const owner = await ownerOf(launchId);
  if (!owner) return [];
  const files = await withViewerSql(owner.viewer, (sql) => sql.rows<LakeFile>(FILES, [owner.manifestId]));
  if (dataClass === "embargoed" || files.length === 0) return files;
  const open = new Set(await stillOpen(anonymous, files.map(({ releaseId }) => releaseId)));
  return files.filter(({ releaseId }) => open.has(releaseId));
}

/** Whether all of these, once brought to a site, may still be there. */
export async function mayStay(launchId: string, releaseIds: readonly string[], { dataClass }: Pick<MountedSite, "dataClass">): Promise<boolean> {
  const owner: LaunchOwner | null = await ownerOf(launchId);
  if (!owner) return false;
  const readers: readonly Viewer[] = dataClass === "embargoed" ? [owner.viewer] : [owner.viewer, anonymous];
  for (const reader of readers) if ((await stillOpen(reader, releaseIds)).length < releaseIds.length) return false;
  return true;
}

async function stillOpen(viewer: Viewer, releaseIds: readonly string[]): Promise<string[]> {
  return (await withViewerSql(viewer, (sql) => sql.rows<{ id: string }>(OPEN, [releaseIds]))).map(({ id }) => id);
}
