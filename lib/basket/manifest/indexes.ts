import { writeHduIndex, writeObsIndex } from "@/lib/gadf/write-index";
import type { GeneratedFile } from "./generated";
import { grouped } from "./grouped";
import { HDU_INDEX_PATH, OBS_INDEX_PATH } from "./layout";
import type { ManifestProblem } from "./problems";
import type { SelectedCollection } from "./selection";
import type { StoreContent } from "./store-content";

/** The two index tables of exactly this selection, its paths included, and what had to be changed or left out in them. */
export function indexFiles(content: StoreContent, collections: ReadonlyMap<number, SelectedCollection>, paths: ReadonlyMap<string, string>): { files: GeneratedFile[]; problems: ManifestProblem[] } {
  const observations = content.observations.filter(({ indexRow }) => indexRow !== null);
  if (observations.length === 0) return { files: [], problems: [] };
  const byObservation = grouped(content.hdus, ({ observationKey }) => observationKey);
  const parts = [...grouped(observations, ({ collectionId }) => collectionId)].map(([id, members]) => ({ collection: collections.get(id)!, members }));
  const obsIndex = writeObsIndex(parts.map(({ collection, members }) => ({ definition: collection.obsIndex, rows: members.map(({ indexRow }) => indexRow!) })));
  const hduIndex = writeHduIndex(
    parts.map(({ collection, members }) => ({
      definition: collection.hduIndex,
      rows: members.flatMap(({ key }) => byObservation.get(key) ?? []).map(({ row, release }) => ({ row, path: paths.get(release.key)! })),
    })),
  );
  const files: GeneratedFile[] = [
    { path: OBS_INDEX_PATH, content: obsIndex.bytes, mediaType: "application/gzip", role: "index" },
    { path: HDU_INDEX_PATH, content: hduIndex.bytes, mediaType: "application/gzip", role: "index" },
  ];
  const notes = [...obsIndex.notes.map((note) => `obs-index: ${note}`), ...hduIndex.notes.map((note) => `hdu-index: ${note}`)];
  return { files, problems: notes.map((detail) => ({ slug: "index-note", detail, blocks: false })) };
}

