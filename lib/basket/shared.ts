import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readAcknowledgements } from "./citation";
import { idOrNotFound } from "./id";
import { manifestUrl } from "./links";
import { draftManifest } from "./manifest";
import { statedChecksums } from "./manifest/checksum";
import { didUrl } from "./manifest/address";
import type { DraftFile, ManifestDraft } from "./manifest/draft";
import type { ManifestFile, SharedManifest } from "./schemas";

interface Head {
  readonly createdAt: Date;
  readonly isOwner: boolean;
  readonly sharedAt: Date | null;
}

/** $1 manifest. One's own, or one whose link is seen: the policies show nothing else. */
const HEAD = `
SELECT coalesce(m.created_at, l.frozen_at) AS "createdAt", m.id IS NOT NULL AS "isOwner", CASE WHEN l.ended_at IS NULL THEN l.shared_at END AS "sharedAt"
FROM (SELECT $1::uuid AS id) asked LEFT JOIN manifest m ON m.id = asked.id LEFT JOIN manifest_link l ON l.manifest_id = asked.id
WHERE m.id IS NOT NULL OR l.manifest_id IS NOT NULL`;

/**
 * A manifest as this viewer is shown it: made again of what the viewer may read now. Sizes, counts and paths are those of
 * that part; of the rest nothing is said.
 *
 * @throws NotFound for what there is not, for a link that was ended, and for one of which this viewer may read nothing: one answer.
 */
export async function readSharedManifest(viewer: Viewer, id: string): Promise<SharedManifest> {
  const asked = idOrNotFound(id);
  const [head] = await withViewerSql(viewer, async (sql) => (await sql.client.query<Head>({ name: "manifest-head", text: HEAD, values: [asked] })).rows);
  if (!head) throw new NotFound();
  const draft = await draftOrNothing(viewer, asked, head.isOwner);
  const files = draft?.files.map(fileOf) ?? [];
  const acknowledgements = await readAcknowledgements(viewer, draft?.files ?? []);
  const createdAt = head.createdAt.toISOString();
  return {
    id: asked,
    url: manifestUrl(asked),
    createdAt,
    isOwner: head.isOwner,
    sharedAt: head.sharedAt?.toISOString() ?? null,
    observations: draft?.observations.map(({ id: observation, targetName, projectCode, raDeg, decDeg, livetimeSec }) => ({ id: observation, targetName, projectCode, raDeg, decDeg, livetimeSec })) ?? [],
    files,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    citation: { text: `Data set ${asked}, frozen on ${createdAt.slice(0, 10)}. ${manifestUrl(asked)}`, acknowledgements },
  };
}

/** Its owner keeps the page also when nothing of it may be read any more. */
async function draftOrNothing(viewer: Viewer, id: string, isOwner: boolean): Promise<ManifestDraft | null> {
  try {
    return await draftManifest(viewer, "spectrum", { manifestId: id });
  } catch (error) {
    if (isOwner && error instanceof NotFound) return null;
    throw error;
  }
}

function fileOf({ path, did, role, release }: DraftFile): ManifestFile {
  return { path, did, url: didUrl(did), sizeBytes: release.sizeBytes, checksum: statedChecksums(release), mediaType: release.mediaType, role };
}
