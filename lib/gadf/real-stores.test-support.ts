import { existsSync } from "node:fs";
import path from "node:path";

const shared = path.resolve("../shared");

/** The real stores that lie beside a developer's checkout; tests on them are skipped where they are absent. */
export const hessRoot = path.join(shared, "data/hess-dl3-dr1");
export const ctaRoot = path.join(shared, "data/cta-1dc");
export const hasRealStores = existsSync(hessRoot) && existsSync(ctaRoot);
export const storeCheck = path.join(shared, "verify/store_check.py");

/** Ends the name of a test that is skipped without them. */
export const realStoresNote = hasRealStores ? "" : " (skipped: no ../shared/data beside the checkout)";

/** Event file of a H.E.S.S. observation. */
export function hessFile(obsId: number): string {
  return path.join(hessRoot, `data/hess_dl3_dr1_obs_id_${String(obsId).padStart(6, "0")}.fits.gz`);
}
