import fs from "node:fs";
import path from "node:path";
import { readObsIndex } from "../../lib/gadf/obs-index";
import { mappingFile } from "../../lib/datalake/harvest/mapping.test-support";
import { command, demoDataDir, sharedData } from "./demo";

/** How the demo logs in at the Rucio of the journeys (lib/datalake/backends/rucio/fake). */
export const rucioLogin = { RUCIO_ACCOUNT: "airshower", RUCIO_USERNAME: "portal", RUCIO_PASSWORD: "portal-password" };

export const lakeStore = path.join(sharedData, "hess-dl3-dr1");
/** The Crab observations of the public H.E.S.S. release. */
const crab = [23523, 23526, 23559, 23592];
export const columns = ["OBS_ID", "RA_PNT", "DEC_PNT", "ZEN_PNT", "ALT_PNT", "AZ_PNT", "OBJECT", "RA_OBJ", "DEC_OBJ", "ONTIME", "LIVETIME", "DEADC", "TSTART", "TSTOP", "N_TELS", "TELLIST", "QUALITY", "MUONEFF", "EVENT_COUNT", "TARGET_NAME", "SAFE_ENERGY_LO"];
const hdus = [["events", "events"], ["gti", "gti"], ["aeff", "aeff_2d"], ["edisp", "edisp_2d"], ["psf", "psf_table"], ["bkg", "bkg_3d"]].map(([type, hduClass]) => ({ type, class: hduClass, name: type }));
const mapping = {
  collection: { name: "hess-lake", title: "H.E.S.S. in the data lake" },
  observations: { of: "file", columns: Object.fromEntries(columns.map((name) => [name, name.toLowerCase()])), header: { MJDREFI: 51910, MJDREFF: 0.000742870370370241, TIMEUNIT: "s", TIMESYS: "TT", TELESCOP: "HESS" } },
  files: [{ name: "\\.fits\\.gz$", role: "event-list", hdus }],
  projects: [{ code: "LAKE-CRAB", title: "Crab in the data lake", pi: "pi-crab", group: "cta/projects/hess-crab", metaReleaseAt: null, dataReleaseAt: null, from: [{ metadata: { target_name: "Crab" } }] }],
};

/** The Crab's files as Rucio has them: name, bytes, metadata. */
export async function lakeFiles(): Promise<{ name: string; content: Buffer; metadata: Record<string, string | number> }[]> {
  const index = await readObsIndex(path.join(lakeStore, "obs-index.fits.gz"));
  return index.rows.filter(({ obsId }) => crab.includes(Number(obsId))).map((row) => {
    const name = `data/hess_dl3_dr1_obs_id_${String(row.obsId).padStart(6, "0")}.fits.gz`;
    return { name, content: fs.readFileSync(path.join(lakeStore, name)), metadata: Object.fromEntries(columns.map((column) => [column.toLowerCase(), row.raw[column] as string | number])) };
  });
}

/** Harvests the journeys' Rucio into the demo's catalogue, as an operator would. */
export async function harvestLake(): Promise<void> {
  Object.assign(process.env, rucioLogin, { RUCIO_URL: process.env.E2E_RUCIO_URL });
  await command("scripts/harvest.ts", "--scope", "hess", "--mapping", mappingFile(mapping), "--data-dir", demoDataDir());
}

/** Asks the journeys' Rucio something by its other port. */
export async function lake(what: "deliver" | "stick" | "unstick" | "forget" | "rules", count = 1): Promise<{ site: string; ok: number; total: number; endsInSec: number }[]> {
  const url = new URL(process.env.E2E_RUCIO_URL!);
  const answer = await fetch(`http://127.0.0.1:${Number(url.port) + 1}/${what}?count=${count}`, { method: "POST" });
  return (await answer.json()) as Awaited<ReturnType<typeof lake>>;
}
