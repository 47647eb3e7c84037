import { nightDate } from "@/lib/units/time";
import type { IrfKind, Observation } from "./schemas";

/**
 * The columns of `visible_observation` (alias `o`) that a list shows, under the names of the API. Serial keys are
 * fetched beside them where a page needs its end, and never shown.
 */
export const OBSERVATION_COLUMNS = `o.obs_id AS "obsId", o.collection_id AS "collectionId", o.project_id AS "projectId", o.target_name AS "targetName",
  o.obs_mode AS "obsMode", o.ra_deg AS "raDeg", o.dec_deg AS "decDeg", o.target_ra_deg AS "targetRaDeg", o.target_dec_deg AS "targetDecDeg",
  o.alt_deg AS "altDeg", o.az_deg AS "azDeg", o.zenith_deg AS "zenithDeg", o.fov_radius_deg AS "fovRadiusDeg", o.start_mjd AS "startMjd",
  o.end_mjd AS "endMjd", o.night_mjd AS "nightMjd", o.ontime_sec AS "ontimeSec", o.livetime_sec AS "livetimeSec", o.instrument, o.facility,
  o.telescope_count AS "telescopeCount", o.quality, o.event_count AS "eventCount", o.energy_threshold_tev AS "energyThresholdTeV",
  o.size_bytes::float8 AS "sizeBytes", o.irf_kinds AS "irfKinds", o.simulated, o.warnings, o.readable, o.hold > 0 AS "onHold", o.data_release_at AS "dataReleaseAt"`;

/** The other codes of a joint project, over the table `project`. */
export const JOINT_CODES = `CASE WHEN project.is_joint THEN ARRAY(SELECT q.code FROM joint_project j JOIN project q ON q.id = j.partner_id WHERE j.project_id = project.id ORDER BY q.code) END`;

type FromRow = Omit<Observation, "id" | "night" | "access" | "irfKinds" | "jointCodes">;

/** A row of these columns with the names of its collection and project. */
export interface ObservationRow extends FromRow {
  readonly collectionId: number;
  readonly projectId: number | null;
  readonly nightMjd: number;
  readonly irfKinds: IrfKind[];
  readonly readable: boolean;
  readonly onHold: boolean;
  readonly jointCodes: string[] | null;
  readonly dataReleaseAt: Date | null;
}

/** A row as the API shows it. */
export function observationOf(row: ObservationRow): Observation {
  return {
    id: `${row.collection}:${row.obsId}`,
    collection: row.collection,
    obsId: row.obsId,
    projectCode: row.projectCode,
    jointCodes: row.jointCodes ?? [],
    targetName: row.targetName,
    obsMode: row.obsMode,
    raDeg: row.raDeg,
    decDeg: row.decDeg,
    targetRaDeg: row.targetRaDeg,
    targetDecDeg: row.targetDecDeg,
    altDeg: row.altDeg,
    azDeg: row.azDeg,
    zenithDeg: row.zenithDeg,
    offsetDeg: row.offsetDeg,
    fovRadiusDeg: row.fovRadiusDeg,
    startMjd: row.startMjd,
    endMjd: row.endMjd,
    night: nightDate(row.nightMjd),
    ontimeSec: row.ontimeSec,
    livetimeSec: row.livetimeSec,
    instrument: row.instrument,
    facility: row.facility,
    telescopeCount: row.telescopeCount,
    quality: row.quality,
    eventCount: row.eventCount,
    energyThresholdTeV: row.energyThresholdTeV,
    sizeBytes: row.sizeBytes,
    irfKinds: row.irfKinds,
    simulated: row.simulated,
    warnings: row.warnings,
    access: { readable: row.readable, onHold: row.onHold, opensAt: row.onHold ? null : (row.dataReleaseAt?.toISOString() ?? null) },
  };
}
