import type { DatasetKind } from "@/lib/catalogue/dataset-schemas";
import type { ProductRole } from "@/lib/catalogue/schemas";
import type { IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import type { IrfMetadata } from "@/lib/gadf/irf";
import type { CollectionEntry, ProjectEntry } from "./projects-file";

/** A file that the lake has taken in, or that another data lake has. One checksum at least is known. */
export interface TakenFile {
  /** As in `product_release.backend`; `local` without it. */
  readonly backend?: string;
  readonly location: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly md5: string | null;
  readonly adler32: string | null;
  readonly crc32?: string | null;
}

/** An observation as the catalogue describes it; angles in degrees, times MJD UTC. */
export interface LoadedObservation {
  readonly obsId: string;
  readonly projectCode: string | null;
  /** ISO 8601, 'infinity' to keep closed, null for none. */
  readonly metaReleaseOverride: string | null;
  readonly dataReleaseOverride: string | null;
  readonly obsMode: string | null;
  readonly targetName: string | null;
  readonly targetRaDeg: number | null;
  readonly targetDecDeg: number | null;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly altDeg: number | null;
  readonly azDeg: number | null;
  readonly zenithDeg: number | null;
  readonly fovRadiusDeg: number;
  readonly startMjd: number;
  readonly endMjd: number;
  readonly nightMjd: number;
  readonly ontimeSec: number | null;
  readonly livetimeSec: number | null;
  readonly deadTimeCorrection: number | null;
  readonly instrument: string | null;
  readonly facility: string | null;
  readonly telescopeCount: number | null;
  readonly quality: number | null;
  readonly muonEfficiency: number | null;
  readonly nsbLevel: number | null;
  readonly eventCount: number | null;
  readonly energyThresholdTeV: number | null;
  readonly irfKinds: readonly string[];
  readonly simulated: boolean;
  readonly warnings: readonly string[];
  readonly analysis: Record<string, string | null>;
  readonly indexRow: IndexRow;
}

/** One HDU that the hdu-index lists for an observation. `row` is the index row without its paths. */
export interface LoadedHdu {
  readonly obsId: string;
  readonly hduType: string;
  readonly hduClass: string | null;
  readonly hduName: string;
  readonly row: IndexRow;
  readonly irf: IrfMetadata | null;
}

/** How a file's rights follow from the observations in it; see prisma/migrations/*embargo*. */
export type Sharing = "single" | "shared-irf" | "combined" | "store";

/** One file of the store with its bytes in the lake. */
export interface LoadedProduct {
  /** Path below the store's root. */
  readonly name: string;
  readonly role: ProductRole;
  readonly sharing: Sharing;
  readonly obsIds: readonly string[];
  readonly mediaType: string;
  readonly file: TakenFile;
  readonly hdus: readonly LoadedHdu[];
}

/** Observations that a data lake keeps together under one name. */
export interface LoadedDataset {
  readonly name: string;
  readonly kind: DatasetKind;
  /** Never none: a dataset of which the catalogue has no observation is not kept. */
  readonly obsIds: readonly string[];
}

/** The datasets of one scope of a data lake; those that the catalogue has of this scope and that are not among them go. */
export interface LoadedDatasets {
  readonly scope: string;
  readonly datasets: readonly LoadedDataset[];
}

/** A whole store, read and checked, ready to be written in one transaction. */
export interface StoreContent {
  readonly collection: { readonly name: string; readonly title: string } & Pick<CollectionEntry, "simulated" | "sharedIrfsPublic" | "group" | "managers">;
  readonly obsIndex: IndexDefinition;
  readonly hduIndex: IndexDefinition;
  readonly projects: readonly ProjectEntry[];
  readonly observations: Iterable<LoadedObservation>;
  readonly products: Iterable<LoadedProduct>;
  /** Undefined of a store of files, which has none. */
  readonly datasets?: LoadedDatasets;
}
