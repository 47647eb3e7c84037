import type { ProductRole } from "@/lib/catalogue/schemas";
import type { SelectedRelease } from "./selection";

/** A release as the statements of selection-sql give it. */
export interface ReleaseRow {
  readonly facts: string;
  readonly name: string;
  readonly mediaType: string;
}

/** Releases of rows. The few words that thousands have in common are one word each in memory. */
export function releasesOf(rows: readonly ReleaseRow[]): SelectedRelease[] {
  const words = new Map<string, string>();
  const shared = (word: string) => {
    const known = words.get(word);
    if (known === undefined) words.set(word, word);
    return known ?? word;
  };
  const orNull = (word: string) => (word === "-" ? null : word);
  return rows.map(({ facts, name, mediaType }) => {
    const [productId, release, releaseId, collectionId, sizeBytes, role, sharing, observationId, sha256, md5, adler32] = facts.split(" ") as [string, string, string, string, string, string, string, string, string, string, string];
    return {
      key: `${productId}@${release}`,
      productId,
      releaseId,
      release: Number(release),
      collectionId: Number(collectionId),
      name,
      role: shared(role) as ProductRole,
      sharing: shared(sharing) as SelectedRelease["sharing"],
      observationId: orNull(observationId),
      mediaType: shared(mediaType),
      sizeBytes: Number(sizeBytes),
      sha256: orNull(sha256),
      md5: orNull(md5),
      adler32: orNull(adler32),
    };
  });
}
