// What is tried at each route; see hidden-is-absent.spec.ts for how.

export interface Known {
  readonly observationId: string;
  readonly productId: string;
  readonly filePath: string;
  readonly launchId: string;
  /** A grant on it, a saved selection with it, and a request about its project, all of the PI's. */
  readonly grantId: string;
  readonly selectionId: string;
  readonly requestId: string;
  /** A saved search of the PI's. */
  readonly searchId: string;
  /** A basket of the PI's, and a manifest of hidden observations alone, which the PI shares by a link. */
  readonly basketId: string;
  readonly manifestId: string;
}
export interface Attempt {
  readonly path: string;
  readonly body?: unknown;
}
export type Pair = (known: Known) => readonly [hidden: Attempt, absent: Attempt];

export const absentUuid = "00000000-0000-4000-8000-000000000000";
const absentObservation = "sim-crab:99999999";
const get = (hidden: string, absent: string): readonly [Attempt, Attempt] => [{ path: hidden }, { path: absent }];
const same = (path: string, body?: unknown): Pair => () => [{ path, body }, { path, body }];
const byId = (suffix: string): Pair => ({ observationId }) => get(`/observations/${encodeURIComponent(observationId)}${suffix}`, `/observations/${encodeURIComponent(absentObservation)}${suffix}`);
const byProduct = (suffix: string): Pair => ({ productId }) => get(`/products/${encodeURIComponent(productId)}${suffix}`, `/products/${encodeURIComponent("sim-crab:data/never-was.fits")}${suffix}`);
const byLaunch = (suffix: string): Pair => ({ launchId }) => get(`/launches/${launchId}${suffix}`, `/launches/${absentUuid}${suffix}`);
const byGrant = (body: unknown): Pair => ({ grantId }) => [{ path: `/grants/${grantId}`, body }, { path: `/grants/${absentUuid}`, body }];
const bySearch = (body?: unknown): Pair => ({ searchId }) => [{ path: `/searches/${searchId}`, body }, { path: `/searches/${absentUuid}`, body }];
const bySearching = (more: object): Pair => () => [{ path: "/searches", body: { query: { project: "SIM-CRAB" }, ...more } }, { path: "/searches", body: { query: { project: "SIM-NEVER" }, ...more } }];
const bySelection = (body?: unknown): Pair => ({ selectionId }) => [{ path: `/selections/${selectionId}`, body }, { path: `/selections/${absentUuid}`, body }];
const byBasket = (suffix: string, body?: unknown): Pair => ({ basketId }) => [{ path: `/baskets/${basketId}${suffix}`, body }, { path: `/baskets/${absentUuid}${suffix}`, body }];
const byManifest = (suffix: string): Pair => ({ manifestId }) => [{ path: `/manifests/${manifestId}${suffix}` }, { path: `/manifests/${absentUuid}${suffix}` }];
/** A manifest's id in a body or a query string. */
const namingManifest = (make: (id: string) => Attempt): Pair => ({ manifestId }) => [make(manifestId), make(absentUuid)];
const byProject = (suffix: string, body?: unknown): Pair => () => [{ path: `/projects/SIM-CRAB${suffix}`, body }, { path: `/projects/SIM-NEVER${suffix}`, body }];
const byCollection = (suffix: string, body?: unknown): Pair => () => [{ path: `/collections/sim-crab${suffix}`, body }, { path: `/collections/sim-never${suffix}`, body }];
/** Observations in a body; the second tries one that is hidden beside one that is absent. */
const byIds = (path: string, body: (ids: string[]) => unknown): readonly Pair[] => [
  ({ observationId }) => [{ path, body: body([observationId, "sim-crab:99999998"]) }, { path, body: body([absentObservation, "sim-crab:99999998"]) }],
  ({ observationId }) => [{ path, body: body([observationId]) }, { path, body: body([absentObservation]) }],
];
const nobody = "nobody-of-this-name";
const grantTo = (kind: "project" | "collection") => ({ grantee: { kind: "person", name: nobody }, scope: { kind }, rights: "discover", reason: "walked by" });
/** Of observations of SIM-CRAB alone; known.ts makes it. */
export const hiddenDataset = "sim-crab:walk:crab-nights";
const absentDataset = "sim-crab:walk:never-was";
export const absentFile = "/files/sim-crab/r1/data/never-was.fits";

/**
 * Every route of the API as the OpenAPI document lists it, tried with a hidden thing and with one that never was, as
 * anonymous and as outsider (hidden-is-absent.spec.ts). A new route appends its entry at the end of its part; a route
 * without an entry fails the check, and who gets which status at it stands in expectations.ts.
 */
export const attempts: Record<string, readonly Pair[]> = {
  "GET /me": [same("/me")],
  "GET /observations": [
    () => get("/observations?project=SIM-CRAB", "/observations?project=SIM-NEVER"),
    () => get(`/observations?dataset=${hiddenDataset}`, `/observations?dataset=${absentDataset}`),
    () => get("/observations?collection=sim-crab", "/observations?collection=sim-never"),
    ({ observationId }) => get(`/observations?q=${encodeURIComponent(observationId)}`, `/observations?q=${encodeURIComponent(absentObservation)}`),
    ({ observationId }) => get(`/observations?q=${observationId.split(":")[1]}`, "/observations?q=99999999"),
    () => get("/observations?project=SIM-CRAB&format=csv", "/observations?project=SIM-NEVER&format=csv"),
    () => get("/observations?project=SIM-CRAB&format=votable", "/observations?project=SIM-NEVER&format=votable"),
  ],
  "GET /targets": [same("/targets?name=Crab")],
  "GET /banners": [same("/banners")],
  "GET /completion": [() => get("/completion?key=project&text=SIM-CRAB", "/completion?key=project&text=SIM-NEVER"), () => get("/completion?text=sim-crab", "/completion?text=sim-never")],
  "GET /observations/facets": [() => get("/observations/facets?project=SIM-CRAB", "/observations/facets?project=SIM-NEVER")],
  "GET /observations/density": [() => get("/observations/density?project=SIM-CRAB", "/observations/density?project=SIM-NEVER")],
  "GET /observations/timeline": [() => get("/observations/timeline?project=SIM-CRAB", "/observations/timeline?project=SIM-NEVER")],
  "GET /observations/{id}": [byId("")],
  "GET /observations/{id}/products": [byId("/products")],
  "GET /observations/{id}/access": [byId("/access"), byId("/access?for=pi-crab")],
  "GET /datasets": [() => get("/datasets?project=SIM-CRAB", "/datasets?project=SIM-NEVER"), () => get("/datasets?q=crab-nights", "/datasets?q=never-was")],
  "GET /datasets/{id}": [() => get(`/datasets/${encodeURIComponent(hiddenDataset)}`, `/datasets/${encodeURIComponent(absentDataset)}`)],
  "GET /observations/{id}/looks/{look}": [byId("/looks/events?waitSec=0"), byId("/looks/theta-squared?waitSec=0&raDeg=83.6&decDeg=22"), byId("/looks/aeff?waitSec=0")],
  "GET /products/{id}/hdus": [byProduct("/hdus?waitSec=0")],
  "GET /products/{id}/hdus/{hdu}": [byProduct("/hdus/1?waitSec=0")],
  "POST /irf-matches": [({ observationId }) => [{ path: "/irf-matches", body: { observationIds: [observationId] } }, { path: "/irf-matches", body: { observationIds: [absentObservation] } }]],
  "GET /projects": [same("/projects")],
  "GET /projects/{code}": [() => get("/projects/SIM-CRAB", "/projects/SIM-NEVER")],
  "GET /projects/{code}/clocks": [() => get("/projects/SIM-CRAB/clocks", "/projects/SIM-NEVER/clocks")],
  "GET /projects/{code}/audit": [
    () => get("/projects/SIM-CRAB/audit", "/projects/SIM-NEVER/audit"),
    () => get("/projects/SIM-CRAB/audit?action=file&person=pi-crab&limit=5", "/projects/SIM-NEVER/audit?action=file&person=pi-crab&limit=5"),
    () => get("/projects/SIM-CRAB/audit?format=csv", "/projects/SIM-NEVER/audit?format=csv"),
  ],
  "GET /audit": [() => get("/audit?collection=sim-crab", "/audit?collection=sim-never"), () => get("/audit?collection=sim-crab&format=csv", "/audit?collection=sim-never&format=csv")],
  "GET /basket": [same("/basket")],
  "GET /basket/manifest": [same("/basket/manifest"), namingManifest((id) => ({ path: `/basket/manifest?since=${id}` }))],
  "GET /basket/archive": [same("/basket/archive"), same("/basket/archive?format=tar")],
  "POST /basket/items": [
    () => [{ path: "/basket/items", body: { query: { project: "SIM-CRAB" } } }, { path: "/basket/items", body: { query: { project: "SIM-NEVER" } } }],
    namingManifest((manifestId) => ({ path: "/basket/items", body: { manifestId } })),
  ],
  "DELETE /basket/items": [same("/basket/items", { all: true })],
  "GET /basket/news": [same("/basket/news")],
  "POST /basket/news": [same("/basket/news")],
  "GET /baskets": [same("/baskets")],
  "POST /baskets": [({ basketId }) => [{ path: "/baskets", body: { name: "walked by", copyOf: basketId, isCurrent: false } }, { path: "/baskets", body: { name: "walked by", copyOf: absentUuid, isCurrent: false } }]],
  "GET /baskets/{id}": [byBasket("")],
  "PATCH /baskets/{id}": [byBasket("", { isCurrent: true })],
  "DELETE /baskets/{id}": [byBasket("")],
  "POST /baskets/{id}/items": [byBasket("/items", { ids: [absentObservation] })],
  "DELETE /baskets/{id}/items": [byBasket("/items", { ids: [absentObservation] })],
  "GET /baskets/{id}/manifest": [byBasket("/manifest")],
  "GET /baskets/{id}/archive": [byBasket("/archive")],
  "GET /baskets/{id}/worth": [byBasket("/worth")],
  "GET /baskets/{id}/news": [byBasket("/news")],
  "POST /baskets/{id}/news": [byBasket("/news")],
  "GET /manifests": [same("/manifests")],
  "POST /manifests": [({ basketId }) => [{ path: "/manifests", body: { basketId } }, { path: "/manifests", body: { basketId: absentUuid } }], namingManifest((since) => ({ path: "/manifests", body: { since } }))],
  "GET /manifests/{id}": [byManifest("")],
  "GET /manifests/{id}/export": [byManifest("/export"), byManifest("/export?format=csv"), byManifest("/export?format=sh")],
  "POST /manifests/{id}/link": [byManifest("/link")],
  "DELETE /manifests/{id}/link": [byManifest("/link")],
  "POST /launches/plan": [same("/launches/plan", { service: "jupyterhub" }), namingManifest((manifestId) => ({ path: "/launches/plan", body: { service: "jupyterhub", manifestId } }))],
  "POST /launches": [same("/launches", { service: "jupyterhub" }), namingManifest((manifestId) => ({ path: "/launches", body: { service: "jupyterhub", manifestId } }))],
  "GET /launches": [same("/launches")],
  "GET /launches/{id}": [byLaunch("")],
  "DELETE /launches/{id}": [byLaunch("")],
  "GET /launches/{id}/events": [byLaunch("/events")],
  "PATCH /launches/{id}": [({ launchId }) => [{ path: `/launches/${launchId}`, body: { until: null } }, { path: `/launches/${absentUuid}`, body: { until: null } }]],
  "GET /launches/{id}/open": [byLaunch("/open")],
  "GET /launches/{id}/log": [byLaunch("/log")],
  "GET /notebook-services": [same("/notebook-services")],
  "GET /environments": [same("/environments")],
  "GET /analyses": [same("/analyses")],
  "GET /files/{scope}/{name}": [({ filePath }) => get(filePath, absentFile)],
  "POST /staging/tickets/redeem": [same("/staging/tickets/redeem", { ticket: "t".repeat(43), key: "k".repeat(43) })],
  "GET /embargo/projects": [() => get("/embargo/projects?q=SIM-CRAB", "/embargo/projects?q=SIM-NEVER")],
  "POST /embargo/changes/what-if": [() => changeOf("/embargo/changes/what-if"), ({ observationId }) => datesOf("/embargo/changes/what-if", observationId)],
  "POST /embargo/changes": [() => changeOf("/embargo/changes", "a reason"), ({ observationId }) => datesOf("/embargo/changes", observationId, "a reason")],
  "GET /embargo/changes": [() => get("/embargo/changes?project=SIM-CRAB", "/embargo/changes?project=SIM-NEVER")],
  "GET /embargo/changes/{id}": [same(`/embargo/changes/${absentUuid}`)],
  "POST /embargo/changes/{id}/approve": [same(`/embargo/changes/${absentUuid}/approve`, { reason: "a reason" })],
  "POST /embargo/changes/{id}/refuse": [same(`/embargo/changes/${absentUuid}/refuse`, { reason: "a reason" })],
  "POST /embargo/changes/{id}/withdraw": [same(`/embargo/changes/${absentUuid}/withdraw`, { reason: "a reason" })],
  "POST /embargo/changes/{id}/undo": [same(`/embargo/changes/${absentUuid}/undo`, { reason: "a reason" })],
  "GET /embargo/clocks.csv": [() => get("/embargo/clocks.csv?project=SIM-CRAB", "/embargo/clocks.csv?project=SIM-NEVER"), () => get("/embargo/clocks.csv?observations=1&project=SIM-CRAB", "/embargo/clocks.csv?observations=1&project=SIM-NEVER")],
  "POST /embargo/clocks/import": [same("/embargo/clocks/import?dryRun=true", "project,meta_from")],
  "GET /embargo/holds": [() => get("/embargo/holds?project=SIM-CRAB", "/embargo/holds?project=SIM-NEVER")],
  "GET /embargo/denials": [() => get("/embargo/denials?project=SIM-CRAB", "/embargo/denials?project=SIM-NEVER")],
  "GET /embargo/launches": [() => get("/embargo/launches?project=SIM-CRAB", "/embargo/launches?project=SIM-NEVER")],
  "DELETE /embargo/launches/{id}": [({ launchId }) => get(`/embargo/launches/${launchId}`, `/embargo/launches/${absentUuid}`)],
  "GET /embargo/canaries": [same("/embargo/canaries")],
  "GET /projects/{code}/grants": [byProject("/grants")],
  "POST /projects/{code}/grants": [byProject("/grants", grantTo("project"))],
  "GET /projects/{code}/deputies": [byProject("/deputies")],
  "POST /projects/{code}/deputies": [byProject("/deputies", { name: nobody })],
  "DELETE /projects/{code}/deputies": [byProject("/deputies", { name: nobody })],
  "GET /projects/{code}/team": [byProject("/team")],
  "GET /collections/{name}/grants": [byCollection("/grants")],
  "POST /collections/{name}/grants": [byCollection("/grants", grantTo("collection"))],
  "GET /collections/{name}/loads": [byCollection("/loads")],
  "POST /collections/{name}/loads": [byCollection("/loads")],
  "PATCH /grants/{id}": [byGrant({ until: "2020-01-01T00:00:00Z", reason: "walked by" })],
  "DELETE /grants/{id}": [byGrant({ reason: "walked by" })],
  "GET /searches": [same("/searches")],
  // What is kept has an id made by chance and says what was asked for; so it is refused here: without a name, and by one that is taken.
  "POST /searches": [bySearching({ isWatched: true }), bySearching({ name: "walked by", isWatched: true })],
  "PATCH /searches/{id}": [bySearch({ isUsed: true })],
  "DELETE /searches/{id}": [bySearch()],
  "GET /selections": [same("/selections")],
  "POST /selections": byIds("/selections", (ids) => ({ name: "walked by", ids })),
  "GET /selections/{id}": [bySelection()],
  "PATCH /selections/{id}": [bySelection({ remove: [absentObservation] })],
  "DELETE /selections/{id}": [bySelection()],
  "GET /requests": [() => get("/requests?project=SIM-CRAB", "/requests?project=SIM-NEVER")],
  "POST /requests": [
    ...byIds("/requests", (observationIds) => ({ kind: "access", observationIds, reason: "walked by" })),
    () => [{ path: "/requests", body: anotherDate("SIM-CRAB") }, { path: "/requests", body: anotherDate("SIM-NEVER") }],
  ],
  "PATCH /requests/{id}": [({ requestId }) => [{ path: `/requests/${requestId}`, body: answered }, { path: `/requests/${absentUuid}`, body: answered }]],
  "GET /notices": [same("/notices")],
  "PATCH /notices/{id}": [same(`/notices/${absentUuid}`, { read: true })],
  "POST /notices/read-all": [same("/notices/read-all")],
  "GET /tokens": [same("/tokens")],
  "POST /tokens": [same("/tokens", { name: "walked by", scopes: ["search"], until: new Date(Date.now() + 3_600_000).toISOString() })],
  "DELETE /tokens/{id}": [same(`/tokens/${absentUuid}`)],
  "GET /device-login": [same("/device-login")],
  "POST /staging/progress": [({ launchId }) => [{ path: "/staging/progress", body: progressOf(launchId) }, { path: "/staging/progress", body: progressOf(absentUuid) }]],
};

const answered = { state: "granted", until: "2099-01-01T00:00:00Z", answer: "walked by" };

function anotherDate(project: string) {
  return { kind: "early-release", project, wantedAt: "2099-01-01T00:00:00Z", reason: "walked by" };
}

/** Of an effect that it never had: nobody who may make a change makes this one. */
function changeOf(path: string, reason?: string): readonly [Attempt, Attempt] {
  const change = (code: string) => ({ path, body: { change: { kind: "project-clocks", codes: [code], data: { from: "fixed", at: null } }, ...(reason !== undefined && { reason, expect: "made-up" }) } });
  return [change("SIM-CRAB"), change("SIM-NEVER")];
}

function datesOf(path: string, observationId: string, reason?: string): readonly [Attempt, Attempt] {
  const change = (id: string) => ({ path, body: { change: { kind: "observation-dates", observations: [id], dataReleaseAt: null }, ...(reason !== undefined && { reason, expect: "made-up" }) } });
  return [change(observationId), change(absentObservation)];
}

function progressOf(launchId: string) {
  return { launchId, phase: "fetching", filesDone: 0, filesTotal: 1, bytesDone: 0, bytesTotal: 1 };
}
