import type { ManifestFile } from "@/lib/basket/schemas";
import type { ProductRole } from "@/lib/catalogue/schemas";
import type { DraftFile } from "./draft";
import { statedChecksums } from "./checksum";

/** A file as a manifest keeps it: without its address. */
export type KeptFile = Omit<ManifestFile, "url">;

/** Releases column by column: of thousands the names of fields and the few kinds of files would be most of the text. */
export interface PackedReleases {
  readonly paths: readonly string[];
  readonly dids: readonly string[];
  readonly sizesBytes: readonly number[];
  readonly sha256s: readonly (string | null)[];
  readonly adler32s: readonly (string | null)[];
  readonly md5s: readonly (string | null)[];
  readonly kinds: readonly (readonly [role: ProductRole, mediaType: string])[];
  /** Of each file, its place in `kinds`. */
  readonly kindOf: readonly number[];
}

export function packReleases(files: readonly DraftFile[]): PackedReleases {
  const kinds: [ProductRole, string][] = [];
  const places = new Map<string, number>();
  const placeOf = (role: ProductRole, mediaType: string) => {
    const key = `${role} ${mediaType}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, kinds.length);
    return kinds.push([role, mediaType]) - 1;
  };
  return {
    paths: files.map(({ path }) => path),
    dids: files.map(({ did }) => did),
    sizesBytes: files.map(({ release }) => release.sizeBytes),
    sha256s: files.map(({ release }) => release.sha256),
    adler32s: files.map(({ release }) => release.adler32),
    md5s: files.map(({ release }) => release.md5),
    kindOf: files.map(({ role, release }) => placeOf(role, release.mediaType)),
    kinds,
  };
}

export function unpackReleases({ paths, dids, sizesBytes, sha256s, adler32s, md5s, kinds, kindOf }: PackedReleases): KeptFile[] {
  return paths.map((path, i) => {
    const [role, mediaType] = kinds[kindOf[i]!]!;
    return { path, did: dids[i]!, sizeBytes: sizesBytes[i]!, checksum: statedChecksums({ sha256: sha256s[i]!, adler32: adler32s[i]!, md5: md5s[i]! }), mediaType, role };
  });
}
