import { z } from "zod";
import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";

interface GeneratedKey {
  readonly manifestId: string;
  readonly path: string;
}
/** Which file: a release of a product, or one that was generated for a manifest. */
export type FileKey = { readonly releaseId: string } | GeneratedKey;

export interface FilesOfAsker {
  readonly viewer: Viewer;
  readonly files: readonly FileKey[];
}

export interface StillReadable {
  isReadable(file: FileKey): boolean;
  /** For how long this is certain unless the database calls out a change, seconds; null: nothing ends by itself. */
  readonly certainSec: number | null;
}

// Begun as nobody: the function takes each asker's rights in turn.
const ASK = { name: "still-readable", text: "SELECT * FROM embargo.still_readable($1)" };
const rowsSchema = z.array(z.object({ asker: z.number(), releases: z.array(z.string()), generated: z.array(z.string()), certain_sec: z.number().nullable() }));

/** Asks the embargo again for files that were let read before, for several askers at once. The answers stand in the order of the askers. */
export async function stillReadable(askers: readonly FilesOfAsker[]): Promise<StillReadable[]> {
  const asked = askers.map(({ viewer, files }, asker) => {
    const generated = files.filter((file): file is GeneratedKey => !("releaseId" in file));
    return {
      asker,
      sub: viewer.kind === "user" ? viewer.sub : null,
      groups: viewer.kind === "user" ? viewer.groups : [],
      releases: [...new Set(files.flatMap((file) => ("releaseId" in file ? [file.releaseId] : [])))],
      manifests: generated.map(({ manifestId }) => manifestId),
      paths: generated.map(({ path }) => path),
    };
  });
  const rows = await withViewerSql(anonymous, async ({ client }) => rowsSchema.parse((await client.query({ ...ASK, values: [JSON.stringify(asked)] })).rows));
  const answers = rows.map(({ asker, releases, generated, certain_sec: certainSec }) => {
    const open = new Set([...releases, ...generated]);
    return [asker, { certainSec, isReadable: (file: FileKey) => open.has("releaseId" in file ? file.releaseId : `${file.manifestId}/${file.path}`) }] as const;
  });
  const byAsker = new Map(answers);
  return askers.map((_, asker) => byAsker.get(asker) ?? { certainSec: null, isReadable: () => false });
}
