import type { Environment } from "./variables";

/** What a production portal refuses: each line names the variable, the danger and the way out. */
export function productionFaults(env: Environment, source: NodeJS.ProcessEnv): string[] {
  if (env.AIRSHOWER_MODE !== "production") return [];
  const faults: string[] = [];
  for (const name of ["PORTAL_URL", "FILES_URL", "OIDC_ISSUER", "HUB_URL", "RUCIO_URL", "RUCIO_AUTH_URL"] as const) {
    const url = env[name];
    if (url !== undefined && !url.startsWith("https://")) {
      faults.push(`${name} is ${url}: in production it must be https, or passwords and tokens travel in the clear. Example: ${name}=https://…`);
    }
  }
  for (const url of env.SOFTWARE_URLS) {
    if (!url.startsWith("https://")) faults.push("SOFTWARE_URLS has an address without https: on its way somebody could put other software into what it lists. Example: SOFTWARE_URLS=https://…");
  }
  if (env.PORTAL_SECRET !== undefined && new Set(env.PORTAL_SECRET).size < 12) {
    faults.push("PORTAL_SECRET is too regular to be secret: make one with openssl rand -base64 48");
  }
  if (env.HUB_URL !== undefined && env.PORTAL_URL !== undefined && host(env.HUB_URL) === host(env.PORTAL_URL)) {
    faults.push("HUB_URL has the portal's host name: notebooks run people's code, and on one host name it could act with the portal's cookies. Give the hub a host name of its own.");
  }
  if (source.DEMO_IAM !== undefined) faults.push("DEMO_IAM is set: the demo identity service has passwords that everybody knows and is refused in production. Remove it, or set AIRSHOWER_MODE=demo.");
  return faults;
}

function host(url: string): string {
  return new URL(url).hostname;
}
