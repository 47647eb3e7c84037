import type { Manifest } from "@/lib/basket/schemas";

/** An item of ESAP's shopping basket. `archive` says whose it is; what is in `record` is the archive's own. */
export interface EsapItem {
  readonly archive: "airshower";
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * The files as items of ESAP's shopping basket; here they can be fetched, by their `url`. What is left out follows as items
 * whose record has an `error` and no `url`.
 */
export function manifestEsap({ files, createdAt, problems }: Manifest): EsapItem[] {
  const items = files.map(({ path, did, url, sizeBytes, checksum, mediaType, role }): EsapItem => {
    const colon = did.indexOf(":");
    return { archive: "airshower", record: { scope: did.slice(0, colon), name: did.slice(colon + 1), path, url, bytes: sizeBytes, ...checksum, mediaType, role, createdAt } };
  });
  const faults = problems.map(({ slug, detail, path, observationId }): EsapItem => ({ archive: "airshower", record: { name: path ?? observationId ?? null, error: detail, slug, createdAt } }));
  return [...items, ...faults];
}

/**
 * The answer of ESAP's `GET /esap-api/accounts/user-profiles/` for one person: its client reads
 * `results[0].shopping_cart[].item_data`, JSON in a string. Source: ESAP shopping client, get_basket; the frame is that of a list in
 * Django REST framework.
 */
export function esapProfiles(username: string, manifest: Manifest) {
  const shoppingCart = manifestEsap(manifest).map((item) => ({ item_data: JSON.stringify(item) }));
  return { count: 1, next: null, previous: null, results: [{ user_name: username, shopping_cart: shoppingCart }] };
}
