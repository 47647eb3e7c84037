import { attempts, type Known } from "@/e2e/access/attempts";
import { operations } from "@/lib/http/operations";
import type { Ask } from "./in-process.test-support";

/** What earlier answers of the same round told: ids that the portal made for this viewer. */
export interface Told {
  readonly launchId: string;
  readonly observationId: string;
}

type Probe = Omit<Ask, "method" | "headers"> | ((told: Told) => Omit<Ask, "method" | "headers">);

const absent = "00000000-0000-4000-8000-000000000000";
const both = ["sim:10001", "sim:30001", "vault:1", "vault:2", "sim:77001", "no-such:1"];
const everyId = (suffix: string): Probe[] => both.map((id) => ({ path: `/observations/${encodeURIComponent(id)}${suffix}` }));
const files = ["/files/sim/r1/data/obs_30001.fits", "/files/sim/r1/data/obs_10001.fits", "/files/vault/r1/data/obs_1.fits", "/files/no-such/r1/x.fits"];
const searches = ["", "?project=CRAB", "?project=OLD", "?project=VAULT", "?collection=vault", "?collection=sim", "?q=crab", "?q=vault", "?q=10001", "?raDeg=83.6&decDeg=22.5", "?raDeg=10&decDeg=-40&radiusDeg=5", "?access=mine", "?access=readable", "?startMjd=52000&endMjd=60000&limit=1", "?instrument=CTA", "?sort=-startMjd", "?polygon=80 20 87 20 87 25 80 25", "?basket=in", "?basket=out&project=VAULT", "?dataset=vault:lake:hidden", "?dataset=sim:lake:mixed", "?dataset=sim:lake:no-such"];

/** What a stranger has in some worlds and not in others, by ids that are the same in all. */
export const stranger = { grantId: "11111111-1111-4111-8111-111111111111", selectionId: "22222222-2222-4222-8222-222222222222", requestId: "33333333-3333-4333-8333-333333333333", launchId: "44444444-4444-4444-8444-444444444444", basketId: "55555555-5555-4555-8555-555555555555", manifestId: "66666666-6666-4666-8666-666666666666", searchId: "77777777-7777-4777-8777-777777777777" };
const known: Known = { observationId: "vault:1", productId: "vault:data/obs_1.fits", filePath: files[2]!, ...stranger };

/** What the access checks try at a route, asked for the hidden things of these worlds. */
function asTried(operation: string): readonly Probe[] {
  const translated = (text: string) => text.replaceAll("SIM-CRAB", "VAULT").replaceAll("sim-crab", "vault");
  return (attempts[operation] ?? []).flatMap((pair) => [...pair(known)]).map(({ path, body }) => ({ path: translated(path), body: body === undefined ? undefined : (JSON.parse(translated(JSON.stringify(body))) as unknown) }));
}

/** What stands for a parameter of a path: hidden, visible, absent. */
const values: Readonly<Record<string, readonly string[]>> = { code: ["CRAB", "OLD", "VAULT", "NO-SUCH"], id: [absent], name: ["vault", "sim", "no-such"] };

/** Routes that only tell are asked by their paths, however new they are. */
function byPath(operation: string): readonly Probe[] {
  const [method, template = ""] = operation.split(" ");
  if (method !== "GET") return [];
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const [name] = names;
  if (name === undefined) return [{ path: template }];
  return (values[name] ?? [absent]).map((value) => ({ path: template.replaceAll(`{${name}}`, encodeURIComponent(value)).replace(/\{\w+\}/g, absent) }));
}

/** Routes by operation, in the order in which a round asks them: what a viewer does in one sitting. */
const sitting: Readonly<Record<string, readonly Probe[]>> = {
  "GET /me": [{ path: "/me" }],
  "GET /openapi.json": [{ path: "/openapi.json" }],
  "GET /notebook-services": [{ path: "/notebook-services" }],
  "GET /environments": [{ path: "/environments" }],
  "GET /analyses": [{ path: "/analyses" }],
  "GET /observations": [...searches.map((query) => ({ path: `/observations${query}` })), { path: "/observations?format=csv" }, { path: "/observations?format=votable" }, { path: "/observations?project=VAULT&format=csv" }],
  ...Object.fromEntries(["facets", "density", "timeline"].map((part) => [`GET /observations/${part}`, searches.filter((query) => !/limit|sort/.test(query)).map((query) => ({ path: `/observations/${part}${query}` }))])),
  "GET /targets": ["Crab", "Kookaburra", "vault"].map((name) => ({ path: `/targets?name=${name}` })),
  "GET /completion": ["", "?text=c", "?text=vault", "?text=10", "?text=old", ...["project", "target", "instrument", "collection"].flatMap((key) => ["", "V", "c"].map((text) => `?key=${key}&text=${text}`))].map((query) => ({ path: `/completion${query}` })),
  "GET /observations/{id}": everyId(""),
  "GET /observations/{id}/products": everyId("/products"),
  "GET /observations/{id}/access": everyId("/access"),
  "POST /irf-matches": [{ path: "/irf-matches", body: { observationIds: both } }],
  "GET /projects": [{ path: "/projects" }],
  "GET /projects/{code}": ["CRAB", "OLD", "VAULT", "NO-SUCH"].map((code) => ({ path: `/projects/${code}` })),
  "GET /datasets": ["", "?project=OLD", "?project=VAULT", "?project=NO-SUCH", "?collection=sim", "?collection=vault", "?q=lake", "?q=hidden", "?limit=1"].map((query) => ({ path: `/datasets${query}` })),
  "GET /datasets/{id}": ["vault:lake:hidden", "sim:lake:hidden", "sim:lake:mixed", "sim:lake:no-such", "hidden"].map((id) => ({ path: `/datasets/${encodeURIComponent(id)}` })),
  "POST /searches": [{ path: "/searches", body: { query: { project: "VAULT" } } }, { path: "/searches", body: { name: "watched", query: { q: "crab" }, isWatched: true } }, { path: "/searches", body: { name: "vault", query: { collection: "vault" }, isWatched: true } }],
  "GET /searches": [{ path: "/searches" }],
  "GET /files/{scope}/{name}": files.map((path) => ({ path })),
  "DELETE /basket/items": [{ path: "/basket/items", body: { all: true } }],
  "POST /basket/items": [{ path: "/basket/items", body: { ids: both, withIrfs: true } }, { path: "/basket/items", body: { query: { project: "VAULT" } } }, { path: "/basket/items", body: { query: { dataset: "vault:lake:hidden" } } }, { path: "/basket/items", body: { query: { dataset: "sim:lake:mixed" } } }, { path: "/basket/items", body: { query: {}, withIrfs: true } }, { path: "/basket/items", body: { manifestId: stranger.manifestId } }, { path: "/basket/items", body: { query: { project: "VAULT" }, keepQuery: true } }],
  "GET /basket": [{ path: "/basket" }, { path: "/basket?limit=1" }],
  "GET /basket/manifest": ["", "?format=csv", "?format=metalink", "?format=sh", "?format=esap", `?since=${stranger.manifestId}`].map((format) => ({ path: `/basket/manifest${format}` })),
  "GET /basket/archive": [{ path: "/basket/archive" }, { path: "/basket/archive?format=tar" }, { path: `/basket/archive?manifest=${absent}` }],
  "POST /launches/plan": [{ path: "/launches/plan", body: { service: "jupyterhub" } }],
  "POST /launches": [{ path: "/launches", body: { service: "jupyterhub", acceptProblems: true } }],
  "GET /launches": [{ path: "/launches" }],
  "GET /launches/{id}": [({ launchId }) => ({ path: `/launches/${launchId}` }), { path: `/launches/${absent}` }],
  "DELETE /launches/{id}": [({ launchId }) => ({ path: `/launches/${launchId}` }), { path: `/launches/${absent}` }],
  "GET /launches/{id}/events": [{ path: `/launches/${absent}/events` }, ({ launchId }) => ({ path: `/launches/${launchId}/events` })],
  "POST /staging/tickets/redeem": [{ path: "/staging/tickets/redeem", body: { ticket: "t".repeat(43), key: "k".repeat(43) } }],
  "POST /staging/progress": [{ path: "/staging/progress", body: { launchId: absent, phase: "fetching", filesDone: 0, filesTotal: 1, bytesDone: 0, bytesTotal: 1 } }],
};

/** Every route of the API. */
export const probes: Readonly<Record<string, readonly Probe[]>> = { ...Object.fromEntries(Object.keys(operations).map((operation) => [operation, [...byPath(operation), ...asTried(operation)]])), ...sitting };
