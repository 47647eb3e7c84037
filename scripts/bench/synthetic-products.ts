import { createHash } from "node:crypto";
import type { LoadedHdu, LoadedObservation, LoadedProduct } from "@/lib/catalogue/load/content";
import type { IrfMetadata } from "@/lib/gadf/irf";

/** How many observations one IRF file serves, as in the CTA's first data challenge. */
const OBSERVATIONS_PER_IRF = 100;
const kinds = [["aeff", "aeff_2d"], ["edisp", "edisp_2d"], ["psf", "psf_3gauss"], ["bkg", "bkg_3d"]] as const;

/** Of five observations three have a file of metadata beside event file and log. */
const WITH_METADATA = [true, false, true, false, true] as const;

/** 2.6 files for each observation: events and GTI, a log, for some metadata; and IRF files that a hundred observations share. */
export function* syntheticProducts(observations: Iterable<LoadedObservation>): Generator<LoadedProduct> {
  let sharing: LoadedObservation[] = [];
  for (const observation of observations) {
    yield eventFile(observation.obsId);
    yield textFile(observation.obsId, "log", "text/plain");
    if (WITH_METADATA[Number(observation.obsId) % WITH_METADATA.length]) yield textFile(observation.obsId, "metadata", "application/json");
    sharing.push(observation);
    if (sharing.length === OBSERVATIONS_PER_IRF) {
      yield irfFile(sharing);
      sharing = [];
    }
  }
  if (sharing.length > 0) yield irfFile(sharing);
}

function eventFile(obsId: string): LoadedProduct {
  const name = `data/obs_${obsId}.fits.gz`;
  const hdu = (hduType: string, hduName: string): LoadedHdu => ({ obsId, hduType, hduClass: hduType, hduName, row: { OBS_ID: obsId, HDU_TYPE: hduType, HDU_CLASS: hduType, HDU_NAME: hduName, SIZE: 4_000_000 }, irf: null });
  return { name, role: "event-list", sharing: "single", obsIds: [obsId], mediaType: "application/fits", file: takenFile(name, 4_000_000), hdus: [hdu("events", "EVENTS"), hdu("gti", "GTI")] };
}

function textFile(obsId: string, role: "log" | "metadata", mediaType: string): LoadedProduct {
  const name = `${role}/obs_${obsId}.${role === "log" ? "txt" : "json"}`;
  return { name, role, sharing: "single", obsIds: [obsId], mediaType, file: takenFile(name, 20_000), hdus: [] };
}

function irfFile(observations: readonly LoadedObservation[]): LoadedProduct {
  const name = `irf/irf_${observations[0]!.obsId}.fits.gz`;
  const hdus = observations.flatMap(({ obsId }) =>
    kinds.map(([kind, hduClass]): LoadedHdu => ({ obsId, hduType: kind, hduClass, hduName: kind.toUpperCase(), row: { OBS_ID: obsId, HDU_TYPE: kind, HDU_CLASS: hduClass, HDU_NAME: kind.toUpperCase() }, irf: metadata(kind, hduClass) })),
  );
  return { name, role: "irf", sharing: "shared-irf", obsIds: observations.map(({ obsId }) => obsId), mediaType: "application/fits", file: takenFile(name, 900_000), hdus };
}

function takenFile(name: string, sizeBytes: number): LoadedProduct["file"] {
  const sha256 = createHash("sha256").update(name).digest("hex");
  return { location: `sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`, sizeBytes, sha256, md5: null, adler32: "00000001" };
}

function metadata(kind: IrfMetadata["kind"], hduClass: string): IrfMetadata {
  return {
    kind, hduClass, containment: "full-enclosure", radMaxDeg: null, obsId: null, zenithDeg: 20, azDeg: 180, muonEfficiency: 0.08, nsbLevel: 1, validFromMjd: null, validToMjd: null,
    loThresholdTeV: 0.3, hiThresholdTeV: 100, peakFractionTeV: kind === "aeff" ? 0.25 : null, telescope: "Synthetic", instrument: "Synthetic", calibrationName: null, energyMinTeV: 0.01, energyMaxTeV: 100, offsetMaxDeg: 2.5, notes: [],
    analysis: { caldb: null, irf: null, creator: "airshower bench", origin: null, chain: "Synthetic", chainVersion: "1", cuts: "standard", eventType: null, arrayLayout: "1,2,3,4" },
  };
}
