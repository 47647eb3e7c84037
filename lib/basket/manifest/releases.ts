import type { ProductRole } from "@/lib/catalogue/schemas";

/** One release of a file that the viewer may read now. */
export interface SelectedRelease {
  /** By what it is found: its product and its number, `product@release`. */
  readonly key: string;
  readonly productId: string;
  readonly releaseId: string;
  readonly release: number;
  readonly collectionId: number;
  readonly name: string;
  readonly role: ProductRole;
  readonly sharing: "single" | "shared-irf" | "combined" | "store";
  readonly observationId: string | null;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly md5: string | null;
  readonly adler32: string | null;
}

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
