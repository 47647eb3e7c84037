import type { FilterName, ObservationParams } from "@/components/search/params";

/** In single quotes, for a shell. */
const shellQuoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
/** As a literal of Python, whose strings are JSON's but for what JSON escapes in the same way. */
const python = (text: string) => JSON.stringify(text);

/** The search as a command that fetches all of it as CSV. It asks as the token's owner, or as nobody without one. */
export function asCurl(portalUrl: string, query: string): string {
  return `curl --fail -H "Authorization: Bearer $AIRSHOWER_TOKEN" -o observations.csv ${shellQuoted(`${portalUrl}/api/v1/observations?${query ? `${query}&` : ""}format=csv`)}`;
}

/** How the Python client names the filters; what is a number there. */
const pythonNames: Readonly<Record<FilterName, readonly [name: string, kind: "text" | "number"]>> = {
  q: ["q", "text"],
  project: ["project", "text"],
  target: ["target", "text"],
  instrument: ["instrument", "text"],
  collection: ["collection", "text"],
  raDeg: ["ra_deg", "number"],
  decDeg: ["dec_deg", "number"],
  radiusDeg: ["radius_deg", "number"],
  match: ["match", "text"],
  offsetMaxDeg: ["offset_max_deg", "number"],
  startMjd: ["start", "number"],
  endMjd: ["end", "number"],
  night: ["night", "text"],
  zenithMaxDeg: ["zenith_max_deg", "number"],
  livetimeMinSec: ["livetime_min_sec", "number"],
  quality: ["quality", "number"],
  access: ["access", "text"],
  dataset: ["dataset", "text"],
  polygon: ["polygon", "text"],
  basket: ["basket", "text"],
};

/** The search by the package `airshower`; the token comes from AIRSHOWER_TOKEN, or from `airshower login`. */
export function asPython(portalUrl: string, filters: ObservationParams, sort: string | undefined): string {
  const chosen = (Object.keys(filters) as FilterName[]).map((name) => {
    const [named, kind] = pythonNames[name];
    const value = filters[name]!;
    return `${named}=${kind === "number" && Number.isFinite(Number(value)) ? String(Number(value)) : python(value)}`;
  });
  const all = [...chosen, ...(sort ? [`sort=${python(sort)}`] : [])];
  return `import airshower\n\nportal = airshower.Portal(${python(portalUrl)})\nfound = portal.search(${all.join(", ")})\ntable = found.to_table()\n`;
}
