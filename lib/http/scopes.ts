import type { ScopeNeeded } from "@/lib/auth/api-tokens/scopes";

/**
 * What each route of the API asks of an API token, by method and path as in `operations.ts`; a test holds the two against
 * each other. What gives or takes rights, and what an office does, is for the browser: a token that leaks can not do it.
 */
export const scopesNeeded: Readonly<Record<string, ScopeNeeded>> = {
  "GET /me": "any",
  "GET /openapi.json": "any",
  "GET /device-login": "any",
  "GET /observations": "search",
  "GET /observations/facets": "search",
  "GET /banners": "any",
  "GET /completion": "search",
  "GET /targets": "search",
  "GET /observations/density": "search",
  "GET /observations/timeline": "search",
  "GET /observations/{id}": "search",
  "GET /observations/{id}/products": "search",
  "GET /observations/{id}/access": "search",
  "GET /observations/{id}/looks/{look}": "read",
  "GET /products/{id}/hdus": "read",
  "GET /products/{id}/hdus/{hdu}": "read",
  "POST /irf-matches": "search",
  "GET /projects": "search",
  "GET /projects/{code}": "search",
  "GET /projects/{code}/clocks": "search",
  "GET /datasets": "search",
  "GET /datasets/{id}": "search",
  "GET /notebook-services": "search",
  "GET /environments": "search",
  "GET /analyses": "search",
  "GET /files/{scope}/{name}": "read",
  "GET /basket": "stage",
  "POST /basket/items": "stage",
  "DELETE /basket/items": "stage",
  "GET /basket/manifest": "stage",
  "GET /basket/archive": "read",
  "GET /basket/news": "stage",
  "POST /basket/news": "stage",
  "GET /baskets": "stage",
  "POST /baskets": "stage",
  "GET /baskets/{id}": "stage",
  "PATCH /baskets/{id}": "stage",
  "DELETE /baskets/{id}": "stage",
  "POST /baskets/{id}/items": "stage",
  "DELETE /baskets/{id}/items": "stage",
  "GET /baskets/{id}/manifest": "stage",
  "GET /baskets/{id}/archive": "read",
  "GET /baskets/{id}/worth": "read",
  "GET /baskets/{id}/news": "stage",
  "POST /baskets/{id}/news": "stage",
  "GET /manifests": "stage",
  "POST /manifests": "stage",
  "GET /manifests/{id}": "stage",
  "GET /manifests/{id}/export": "stage",
  "POST /manifests/{id}/link": "none",
  "DELETE /manifests/{id}/link": "none",
  "POST /launches/plan": "stage",
  "POST /launches": "stage",
  "GET /launches": "stage",
  "GET /launches/{id}": "stage",
  "DELETE /launches/{id}": "stage",
  "PATCH /launches/{id}": "stage",
  "GET /launches/{id}/log": "stage",
  // It leads a browser into the session.
  "GET /launches/{id}/open": "none",
  "GET /launches/{id}/events": "stage",
  "POST /staging/tickets/redeem": "none",
  "POST /staging/progress": "none",
  "GET /projects/{code}/grants": "none",
  "POST /projects/{code}/grants": "none",
  "GET /projects/{code}/deputies": "none",
  "POST /projects/{code}/deputies": "none",
  "DELETE /projects/{code}/deputies": "none",
  "GET /projects/{code}/team": "none",
  "GET /projects/{code}/audit": "none",
  "GET /audit": "none",
  "GET /collections/{name}/grants": "none",
  "POST /collections/{name}/grants": "none",
  "GET /collections/{name}/loads": "load",
  "POST /collections/{name}/loads": "load",
  "PATCH /grants/{id}": "none",
  "DELETE /grants/{id}": "none",
  "GET /searches": "search",
  "POST /searches": "none",
  "PATCH /searches/{id}": "none",
  "DELETE /searches/{id}": "none",
  "GET /selections": "none",
  "POST /selections": "none",
  "GET /selections/{id}": "none",
  "PATCH /selections/{id}": "none",
  "DELETE /selections/{id}": "none",
  "GET /requests": "none",
  "POST /requests": "none",
  "PATCH /requests/{id}": "none",
  "GET /notices": "none",
  "PATCH /notices/{id}": "none",
  "POST /notices/read-all": "none",
  "GET /tokens": "none",
  "POST /tokens": "none",
  "DELETE /tokens/{id}": "none",
  "GET /embargo/projects": "none",
  "POST /embargo/changes/what-if": "none",
  "POST /embargo/changes": "none",
  "GET /embargo/changes": "none",
  "GET /embargo/changes/{id}": "none",
  "POST /embargo/changes/{id}/approve": "none",
  "POST /embargo/changes/{id}/refuse": "none",
  "POST /embargo/changes/{id}/withdraw": "none",
  "POST /embargo/changes/{id}/undo": "none",
  "GET /embargo/clocks.csv": "none",
  "POST /embargo/clocks/import": "none",
  "GET /embargo/holds": "none",
  "GET /embargo/denials": "none",
  "GET /embargo/launches": "none",
  "DELETE /embargo/launches/{id}": "none",
  "GET /embargo/canaries": "none",
};

interface Pattern {
  readonly method: string;
  readonly path: RegExp;
  readonly names: number;
  readonly needed: ScopeNeeded;
}

/** Literal paths before those that take anything in a place, as Next prefers them. Only the name of a file has slashes. */
const patterns: readonly Pattern[] = Object.entries(scopesNeeded)
  .map(([operation, needed]) => {
    const [method = "", template = ""] = operation.split(" ");
    const path = template.replaceAll(".", "\\.").replace(/^(\/files\/.*)\{name\}$/, "$1.+").replace(/\{\w+\}/g, "[^/]+");
    return { method, path: new RegExp(`^/api/v1${path}$`), names: template.split("{").length - 1, needed };
  })
  .sort((a, b) => a.names - b.names);

/** What a request asks of an API token; `none` of what stands nowhere above. */
export function scopeNeeded(method: string, pathname: string): ScopeNeeded {
  const asked = method === "HEAD" ? "GET" : method;
  return patterns.find((pattern) => pattern.method === asked && pattern.path.test(pathname))?.needed ?? "none";
}
