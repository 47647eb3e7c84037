import type { Environment } from "./variables";

/** What is missing or contradictory in the settings of a data lake's Rucio, when there is one: a line each. */
export function rucioFaults(env: Environment): string[] {
  if (env.RUCIO_URL === undefined) return [];
  const faults: string[] = [];
  const byPassword = env.RUCIO_USERNAME !== undefined;
  if (env.RUCIO_ACCOUNT === undefined) faults.push("RUCIO_ACCOUNT is missing beside RUCIO_URL: the portal's account at Rucio. Example: RUCIO_ACCOUNT=airshower");
  if (byPassword && env.RUCIO_PASSWORD === undefined) faults.push("RUCIO_PASSWORD is missing beside RUCIO_USERNAME.");
  if (!byPassword && env.RUCIO_OIDC_CLIENT_ID === undefined) faults.push("RUCIO_URL is set, and nothing by which the portal logs in there: set RUCIO_USERNAME and RUCIO_PASSWORD, or RUCIO_OIDC_CLIENT_ID and RUCIO_OIDC_CLIENT_SECRET.");
  if (env.RUCIO_OIDC_CLIENT_ID !== undefined && env.RUCIO_OIDC_CLIENT_SECRET === undefined) faults.push("RUCIO_OIDC_CLIENT_SECRET is missing beside RUCIO_OIDC_CLIENT_ID.");
  if (env.RUCIO_STORAGE_SCOPE !== undefined && env.RUCIO_OIDC_CLIENT_ID === undefined) faults.push("RUCIO_STORAGE_SCOPE is set, and no client that could ask for such tokens: set RUCIO_OIDC_CLIENT_ID and RUCIO_OIDC_CLIENT_SECRET.");
  return faults;
}
