import type { RucioConnection } from "./backends/rucio/connection";
import { parseLocation } from "./backends/rucio/location";
import { chunks } from "./backends/rucio/parallel";
import type { ReplicatedFile } from "./backends/rucio/replicas";
import { didText } from "./backends/rucio/schemas";

const LISTED_AT_ONCE = 2000;

/** How a storage site's files appear in the sessions of a notebook service that mounts it. */
export interface SiteMount {
  /** As Rucio names the storage site. */
  readonly site: string;
  /** What the site's PFNs begin with, e.g. `https://webdav.example.org:443/pnfs/hess/`. */
  readonly pfnPrefix: string;
  /** Where that folder is mounted, read-only, e.g. `/lake/hess`. */
  readonly mountPath: string;
}

/**
 * Where files that are at a mounted storage site now lie in its sessions, by location: what a session links instead of
 * fetching. A file that is not there, not yet there, or outside the mounted folder is absent and has to be fetched.
 *
 * @throws RucioFault
 */
export async function mountedPaths({ client }: RucioConnection, locations: readonly string[], mount: SiteMount, signal?: AbortSignal): Promise<Map<string, string>> {
  const files = new Map<string, ReplicatedFile>();
  for (const some of chunks(locations.map(parseLocation), LISTED_AT_ONCE)) for (const [did, file] of await client.replicas(some, mount.site, signal)) files.set(did, file);
  const paths = new Map<string, string>();
  for (const location of locations) {
    const here = files.get(didText(parseLocation(location)))?.replicas.find(({ site, state, medium }) => site === mount.site && state === "AVAILABLE" && medium === "disk");
    const path = here && pathOf(here.url, mount);
    if (path) paths.set(location, path);
  }
  return paths;
}

/** Nothing that climbs out of the mounted folder, however it is encoded. */
function pathOf(pfn: string, { pfnPrefix, mountPath }: SiteMount): string | null {
  if (!pfn.startsWith(pfnPrefix)) return null;
  try {
    const parts = pfn.slice(pfnPrefix.length).split("/").filter((part) => part !== "").map(decodeURIComponent);
    const isSafe = parts.length > 0 && parts.every((part) => part !== "." && part !== ".." && !/[/\p{Cc}]/u.test(part));
    return isSafe ? [mountPath.replace(/\/+$/, ""), ...parts].join("/") : null;
  } catch {
    return null;
  }
}
