import { absentUuid, type Attempt, attempts, type Known } from "./attempts";
import type { Role } from "./roles";

/** What each role gets at one route, asked for something that belongs to SIM-CRAB (or to its PI). */
export type Statuses = Readonly<Record<Role, number>>;

const each = (anonymous: number, outsider: number, member: number, pi: number, manager: number): Statuses => ({ anonymous, outsider, member, pi, manager });
const everybody = (status: number) => each(status, status, status, status, status);
const signedIn = (status: number) => each(401, status, status, status, status);
/** Hidden from those who are neither of the project nor manage it. */
const ofProject = each(404, 404, 200, 200, 200);
/** An office that one holds or not: to whoever holds none, signed in or not, there is no such address. */
const managers = each(404, 404, 404, 404, 200);

/** Routes of the API by operation; what is asked is the hidden attempt of attempts.ts. A new route has its line here. */
export const expectations: Readonly<Record<string, Statuses>> = {
  "GET /me": everybody(200),
  "GET /openapi.json": everybody(200),
  "GET /notebook-services": everybody(200),
  "GET /environments": everybody(200),
  "GET /analyses": everybody(200),
  "GET /observations": everybody(200),
  "GET /observations/facets": everybody(200),
  "GET /targets": everybody(200),
  "GET /banners": everybody(200),
  "GET /completion": everybody(200),
  "GET /observations/density": everybody(200),
  "GET /observations/timeline": everybody(200),
  "GET /observations/{id}": ofProject,
  "GET /observations/{id}/products": ofProject,
  "GET /observations/{id}/access": ofProject,
  "GET /observations/{id}/looks/{look}": each(404, 404, 200, 200, 403),
  "GET /products/{id}/hdus": each(404, 404, 200, 200, 403),
  "GET /products/{id}/hdus/{hdu}": each(404, 404, 200, 200, 403),
  "POST /irf-matches": everybody(200),
  "GET /projects": everybody(200),
  "GET /projects/{code}": ofProject,
  "GET /projects/{code}/clocks": ofProject,
  "GET /datasets": everybody(200),
  "GET /datasets/{id}": ofProject,
  "GET /projects/{code}/audit": each(401, 404, 404, 200, 200),
  "GET /audit": each(401, 404, 404, 404, 200),
  "GET /files/{scope}/{name}": everybody(307),
  "DELETE /basket/items": signedIn(200),
  "GET /basket": signedIn(200),
  "GET /basket/manifest": signedIn(200),
  "GET /basket/archive": signedIn(307),
  "POST /basket/items": signedIn(200),
  "GET /basket/news": signedIn(409),
  "POST /basket/news": signedIn(409),
  "GET /baskets": signedIn(200),
  "POST /baskets": each(401, 404, 404, 201, 404),
  "GET /baskets/{id}": each(401, 404, 404, 200, 404),
  "PATCH /baskets/{id}": each(401, 404, 404, 200, 404),
  "POST /baskets/{id}/items": each(401, 404, 404, 200, 404),
  "DELETE /baskets/{id}/items": each(401, 404, 404, 200, 404),
  "GET /baskets/{id}/manifest": each(401, 404, 404, 200, 404),
  "GET /baskets/{id}/archive": each(401, 404, 404, 307, 404),
  "GET /baskets/{id}/worth": each(401, 404, 404, 200, 404),
  "GET /baskets/{id}/news": each(401, 404, 404, 409, 404),
  "POST /baskets/{id}/news": each(401, 404, 404, 409, 404),
  "GET /manifests": signedIn(200),
  "POST /manifests": each(401, 404, 404, 201, 404),
  "GET /manifests/{id}": each(404, 404, 200, 200, 404),
  "GET /manifests/{id}/export": each(401, 404, 200, 200, 404),
  "DELETE /manifests/{id}/link": each(401, 404, 404, 200, 404),
  "POST /manifests/{id}/link": each(401, 404, 404, 200, 404),
  "DELETE /baskets/{id}": each(401, 404, 404, 204, 404),
  "POST /launches/plan": signedIn(200),
  "POST /launches": signedIn(409),
  "GET /launches": signedIn(200),
  "GET /launches/{id}": each(401, 404, 404, 200, 404),
  "GET /launches/{id}/events": each(401, 404, 404, 200, 404),
  "PATCH /launches/{id}": each(401, 404, 404, 200, 404),
  "GET /launches/{id}/log": each(401, 404, 404, 404, 404),
  "DELETE /launches/{id}": each(401, 404, 404, 202, 404),
  // Stopped by now, so that there is nothing to open.
  "GET /launches/{id}/open": each(401, 404, 404, 409, 404),
  "POST /staging/tickets/redeem": everybody(403),
  "POST /staging/progress": everybody(401),
  "GET /embargo/projects": managers,
  "GET /embargo/holds": managers,
  "GET /embargo/denials": managers,
  "POST /embargo/changes/what-if": managers,
  "POST /embargo/changes": each(404, 404, 404, 404, 409),
  "GET /embargo/changes": managers,
  "GET /embargo/changes/{id}": everybody(404),
  "POST /embargo/changes/{id}/approve": everybody(404),
  "POST /embargo/changes/{id}/refuse": everybody(404),
  "POST /embargo/changes/{id}/withdraw": everybody(404),
  "POST /embargo/changes/{id}/undo": everybody(404),
  "GET /embargo/clocks.csv": managers,
  "POST /embargo/clocks/import": everybody(400),
  "GET /embargo/canaries": managers,
  "GET /embargo/launches": each(404, 404, 404, 200, 200),
  "DELETE /embargo/launches/{id}": everybody(404),
  "GET /projects/{code}/grants": each(401, 404, 200, 200, 200),
  "POST /projects/{code}/grants": each(401, 404, 403, 409, 409),
  "GET /projects/{code}/deputies": each(401, 404, 200, 200, 200),
  "POST /projects/{code}/deputies": each(401, 404, 403, 409, 403),
  "DELETE /projects/{code}/deputies": each(401, 404, 403, 404, 403),
  "GET /projects/{code}/team": each(401, 404, 404, 200, 200),
  "GET /collections/{name}/grants": each(401, 404, 200, 200, 200),
  "POST /collections/{name}/grants": each(401, 404, 403, 403, 409),
  "GET /collections/{name}/loads": each(401, 404, 404, 404, 200),
  "POST /collections/{name}/loads": each(401, 404, 404, 404, 202),
  "PATCH /grants/{id}": each(401, 404, 404, 400, 400),
  "DELETE /grants/{id}": each(401, 404, 404, 200, 409),
  "GET /searches": signedIn(200),
  "POST /searches": everybody(400),
  "PATCH /searches/{id}": each(401, 404, 404, 200, 404),
  "DELETE /searches/{id}": each(401, 404, 404, 204, 404),
  "GET /selections": signedIn(200),
  "POST /selections": signedIn(404),
  "GET /selections/{id}": each(401, 404, 404, 200, 404),
  "PATCH /selections/{id}": each(401, 404, 404, 200, 404),
  "DELETE /selections/{id}": each(401, 404, 404, 204, 404),
  "GET /requests": signedIn(200),
  "POST /requests": signedIn(404),
  "PATCH /requests/{id}": each(401, 404, 404, 403, 400),
  "GET /notices": signedIn(200),
  "PATCH /notices/{id}": signedIn(404),
  "POST /notices/read-all": signedIn(200),
  "GET /tokens": signedIn(200),
  // Walked by bearers, of which no token may come.
  "POST /tokens": signedIn(403),
  "DELETE /tokens/{id}": signedIn(404),
  "GET /device-login": everybody(200),
};

/** What is no part of the API's description. */
export const others: Readonly<Record<string, { readonly path: string; readonly statuses: Statuses }>> = {
  "GET /healthz": { path: "/healthz", statuses: everybody(200) },
  "GET /client/airshower.py": { path: "/client/airshower.py", statuses: everybody(200) },
  "GET /readyz": { path: "/readyz", statuses: everybody(200) },
  "GET /api/auth/login": { path: "/api/auth/login?callbackUrl=/search", statuses: everybody(303) },
  "GET /api/auth/callback/iam": { path: "/api/auth/callback/iam?code=made-up&state=made-up", statuses: everybody(303) },
  "GET /api/auth/expired": { path: "/api/auth/expired", statuses: everybody(303) },
  "POST /api/auth/logout": { path: "/api/auth/logout", statuses: everybody(403) },
  "GET /esap-api/accounts/user-profiles": { path: "/esap-api/accounts/user-profiles/?user_name=pi-crab", statuses: signedIn(200) },
  "POST /api/auth/backchannel-logout": { path: "/api/auth/backchannel-logout", statuses: everybody(400) },
};

/** Pages, by session cookie. */
export const pages: Readonly<Record<string, { readonly path: (known: Known) => string; readonly statuses: Statuses }>> = {
  "/": { path: () => "/", statuses: everybody(200) },
  "/docs": { path: () => "/docs", statuses: everybody(200) },
  "/docs/{slug}": { path: () => "/docs/pi", statuses: everybody(200) },
  "/help": { path: () => "/help", statuses: everybody(200) },
  "/search": { path: () => "/search?project=SIM-CRAB", statuses: everybody(200) },
  "/signin": { path: () => "/signin", statuses: everybody(200) },
  "/settings": { path: () => "/settings", statuses: everybody(200) },
  "/settings/tokens": { path: () => "/settings/tokens", statuses: everybody(200) },
  "/basket": { path: () => "/basket", statuses: everybody(200) },
  "/manifests": { path: () => "/manifests", statuses: everybody(200) },
  "/manifests/{id}": { path: ({ manifestId }) => `/manifests/${manifestId}`, statuses: each(404, 404, 200, 200, 404) },
  "/launches": { path: () => "/launches", statuses: everybody(200) },
  "/launches/{id}": { path: ({ launchId }) => `/launches/${launchId}`, statuses: each(200, 404, 404, 200, 404) },
  "/observations/{id}": { path: ({ observationId }) => `/observations/${encodeURIComponent(observationId)}`, statuses: ofProject },
  "/products/{id}": { path: ({ productId }) => `/products/${encodeURIComponent(productId)}`, statuses: ofProject },
  "/notices": { path: () => "/notices", statuses: everybody(200) },
  "/requests": { path: () => "/requests", statuses: everybody(200) },
  "/admin/embargo": { path: () => "/admin/embargo", statuses: managers },
  "/admin/embargo/access": { path: () => "/admin/embargo/access", statuses: managers },
  "/admin/embargo/audit": { path: () => "/admin/embargo/audit", statuses: managers },
  "/admin/embargo/canaries": { path: () => "/admin/embargo/canaries", statuses: managers },
  "/admin/embargo/changes": { path: () => "/admin/embargo/changes", statuses: managers },
  "/admin/embargo/changes/{id}": { path: () => `/admin/embargo/changes/${absentUuid}`, statuses: everybody(404) },
  "/admin/embargo/csv": { path: () => "/admin/embargo/csv", statuses: managers },
  "/admin/embargo/holds": { path: () => "/admin/embargo/holds", statuses: managers },
  "/admin/embargo/launches": { path: () => "/admin/embargo/launches", statuses: managers },
  "/admin/embargo/loads": { path: () => "/admin/embargo/loads", statuses: managers },
  "/admin/embargo/projects/{code}": { path: () => "/admin/embargo/projects/SIM-CRAB", statuses: managers },
  "/admin/embargo/change": { path: () => "/admin/embargo/change", statuses: managers },
  "/datasets": { path: () => "/datasets?q=crab-nights", statuses: everybody(200) },
  "/projects": { path: () => "/projects", statuses: everybody(200) },
  "/projects/{code}": { path: () => "/projects/SIM-CRAB", statuses: ofProject },
};

/** What the walk asks at a route of the API. */
export function asked(operation: string, known: Known): Attempt {
  if (operation === "GET /openapi.json") return { path: "/openapi.json" };
  // Of a basket at a revision that it never had: refused after it was asked who calls, and before anything starts.
  if (operation === "POST /launches") return { path: "/launches", body: { service: "jupyterhub", basketRevision: 999_999 } };
  const [pair] = attempts[operation] ?? [];
  if (!pair) throw new Error(`${operation} has no entry in attempts.ts`);
  return pair(known)[0];
}
