import { skyIndex } from "@/lib/catalogue/sky";
import { targetKey } from "@/lib/catalogue/target-key";
import type { LoadedObservation } from "./content";
import type { CopyValue } from "./copy";

/** Columns of `observation` that a store says, and how each comes from what was read. The database adds the clocks. */
const columns: Record<string, (o: LoadedObservation) => CopyValue> = {
  meta_release_override: (o) => o.metaReleaseOverride,
  data_release_override: (o) => o.dataReleaseOverride,
  obs_mode: (o) => o.obsMode,
  target_name: (o) => o.targetName,
  target_key: (o) => (o.targetName === null ? null : targetKey(o.targetName)),
  target_ra_deg: (o) => o.targetRaDeg,
  target_dec_deg: (o) => o.targetDecDeg,
  ra_deg: (o) => o.raDeg,
  dec_deg: (o) => o.decDeg,
  alt_deg: (o) => o.altDeg,
  az_deg: (o) => o.azDeg,
  zenith_deg: (o) => o.zenithDeg,
  hpx: (o) => sky(o)?.hpx ?? null,
  unit_x: (o) => sky(o)?.unitX ?? null,
  unit_y: (o) => sky(o)?.unitY ?? null,
  unit_z: (o) => sky(o)?.unitZ ?? null,
  fov_radius_deg: (o) => o.fovRadiusDeg,
  start_mjd: (o) => o.startMjd,
  end_mjd: (o) => o.endMjd,
  night_mjd: (o) => o.nightMjd,
  ontime_sec: (o) => o.ontimeSec,
  livetime_sec: (o) => o.livetimeSec,
  dead_time_fraction: (o) => (o.deadTimeCorrection === null ? null : 1 - o.deadTimeCorrection),
  instrument: (o) => o.instrument,
  facility: (o) => o.facility,
  telescope_count: (o) => o.telescopeCount,
  quality: (o) => o.quality,
  muon_efficiency: (o) => o.muonEfficiency,
  nsb_level: (o) => o.nsbLevel,
  event_count: (o) => o.eventCount,
  energy_threshold_tev: (o) => o.energyThresholdTeV,
  irf_kinds: (o) => o.irfKinds,
  simulated: (o) => o.simulated,
  warnings: (o) => o.warnings,
  analysis: (o) => o.analysis,
};

export const observationColumns: readonly string[] = Object.keys(columns);
const readers = Object.values(columns);

/** The values of `observationColumns`, in their order. */
export function observationValues(observation: LoadedObservation): CopyValue[] {
  return readers.map((read) => read(observation));
}

/** The four columns of the position come from one computation: the last one is kept. */
let lastSky: { of: LoadedObservation; index: ReturnType<typeof skyIndex> | null } | undefined;

function sky(observation: LoadedObservation): ReturnType<typeof skyIndex> | null {
  if (lastSky?.of !== observation) {
    const { raDeg, decDeg } = observation;
    lastSky = { of: observation, index: raDeg === null || decDeg === null ? null : skyIndex({ raDeg, decDeg }) };
  }
  return lastSky.index;
}
