import type { Target } from "./one-connection";

export interface Pair {
  readonly hidden: Target;
  readonly absent: Target;
}

export interface Probe {
  readonly name: string;
  /** What both answer. */
  readonly status: number;
  /** By id and by `project=`: the times of the two must not differ. Of the others the figures are for information. */
  readonly mustTellNothing: boolean;
  /** The n-th pair; different things each time, so that no cache makes them alike. */
  pair(n: number): Pair;
}

interface Known {
  readonly store: string;
  readonly hidden: readonly { readonly obsId: string; readonly code: string }[];
  readonly portalUrl: string;
  readonly filesUrl: string;
}

/** Ids and codes that never were, as like the hidden ones as can be. */
const absentObsId = (obsId: string) => String(Number(obsId) + 5_000_000).padStart(obsId.length, "0");
const absentCode = (code: string) => code.replace(/\d{5}$/, (digits) => String(90_000 + (Number(digits) % 10_000)));

export function pairsOf({ store, hidden, portalUrl, filesUrl }: Known): Probe[] {
  const at = (n: number) => hidden[n % hidden.length]!;
  const api = (path: string): Target => ({ url: `${portalUrl}/api/v1${path}` });
  const byId = (name: string, suffix: string): Probe => ({
    name, status: 404, mustTellNothing: true,
    pair: (n) => ({ hidden: api(`/observations/${store}%3A${at(n).obsId}${suffix}`), absent: api(`/observations/${store}%3A${absentObsId(at(n).obsId)}${suffix}`) }),
  });
  const byCode = (name: string, status: number, path: (code: string) => string, mustTellNothing = true): Probe => ({
    name, status, mustTellNothing, pair: (n) => ({ hidden: api(path(at(n).code)), absent: api(path(absentCode(at(n).code))) }),
  });
  const irfMatch = (obsId: string): Target => ({ method: "POST", ...api("/irf-matches"), body: JSON.stringify({ observationIds: [`${store}:${obsId}`] }) });
  const file = (obsId: string): Target => ({ url: `${filesUrl}/files/${store}/r1/data/obs_${obsId}.fits.gz` });
  return [
    byId("GET /observations/{id}", ""),
    byId("GET /observations/{id}/products", "/products"),
    byId("GET /observations/{id}/access", "/access"),
    byCode("GET /observations?project=", 200, (code) => `/observations?project=${code}`),
    byCode("GET /observations/facets?project=", 200, (code) => `/observations/facets?project=${code}`),
    byCode("GET /observations/density?project=", 200, (code) => `/observations/density?project=${code}`),
    byCode("GET /observations/timeline?project=", 200, (code) => `/observations/timeline?project=${code}`),
    byCode("GET /projects/{code}", 404, (code) => `/projects/${code}`),
    byCode("GET /projects/{code}/clocks", 404, (code) => `/projects/${code}/clocks`),
    byCode("GET /observations?project=&format=csv", 200, (code) => `/observations?project=${code}&format=csv`, false),
    { name: "GET /observations?q={id}", status: 200, mustTellNothing: false, pair: (n) => ({ hidden: api(`/observations?q=${at(n).obsId}`), absent: api(`/observations?q=${absentObsId(at(n).obsId)}`) }) },
    { name: "POST /irf-matches", status: 200, mustTellNothing: false, pair: (n) => ({ hidden: irfMatch(at(n).obsId), absent: irfMatch(absentObsId(at(n).obsId)) }) },
    { name: "files GET", status: 404, mustTellNothing: false, pair: (n) => ({ hidden: file(at(n).obsId), absent: file(absentObsId(at(n).obsId)) }) },
  ];
}
