import { temporaryFile } from "@/lib/config/temporary-file.test-support";

/** A mapping of event files with their IRFs inside, and shared IRFs, to two projects: hidden ones, and open ones. */
export const mappingExample = {
  collection: { name: "hess-lake", title: "H.E.S.S. in the data lake", managers: ["cta/managers"] },
  observations: {
    of: "file",
    columns: { OBS_ID: "obs_id", OBS_MODE: "obs_mode", RA_PNT: "ra_deg", DEC_PNT: "dec_deg", TSTART: "tstart", TSTOP: "tstop", OBJECT: "target", ONTIME: "ontime", LIVETIME: "livetime", DEADC: "deadc", ZEN_PNT: "zenith" },
    header: { MJDREFI: 51910, MJDREFF: 0.000742870370370241, TIMESYS: "TT", TELESCOP: "HESS", GEOLON: 16.5 },
  },
  files: [
    { name: "^events/.*\\.fits\\.gz$", role: "event-list", hdus: [{ type: "events", class: "events", name: "EVENTS" }, { type: "gti", class: "gti", name: "GTI" }] },
    { name: "^irf/", role: "irf", observations: "obs_ids", hdus: [{ type: "aeff", class: "aeff_2d", name: "AEFF" }, { type: "edisp", class: "edisp_2d", name: "EDISP" }] },
    { name: "^log/", role: "log" },
    { name: "^TERMS", role: "terms" },
  ],
  projects: [
    { code: "LAKE-CRAB", title: "Crab", pi: "pi-crab", group: "cta/projects/lake-crab", metaReleaseAt: null, dataReleaseAt: null, from: [{ metadata: { proposal: "crab-2004" } }] },
    { code: "LAKE-OPEN", title: "Open", pi: "pi-open", group: "cta/projects/lake-open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z", from: [{ did: "hess:open-data" }] },
  ],
} as const;

/** Writes a mapping into a file that goes with the process; its path. */
export function mappingFile(mapping: object): string {
  return temporaryFile("mapping.json", JSON.stringify(mapping));
}

/** What Rucio keeps of one event file. */
export function eventMetadata(obsId: number, more: object = {}): Record<string, string | number> {
  return { obs_id: obsId, obs_mode: "WOBBLE", ra_deg: 83.6, dec_deg: 22.5, tstart: 123_000_000 + 2000 * obsId, tstop: 123_001_680 + 2000 * obsId, target: "Crab", ontime: 1680, livetime: 1580, deadc: 0.94, zenith: 47, ...more };
}
