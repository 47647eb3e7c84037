import { secretHash } from "@/lib/embargo/staging-viewer";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import { uuidOf } from "./keys";
import { viewerOf } from "./read";
import type { Observation, Product, World } from "./world";
import { fileBytes, insert, iso, Keys, releaseSha256 } from "./rows";

/** What everybody once put aside, whatever they may see of it now: in a basket all there is, in a launch one file and what was made of one observation. */
export interface Launched {
  readonly sub: string;
  /** Whether there is a link to its manifest, there was one, or there never was. */
  readonly link: "live" | "ended" | "none";
  readonly product: Product;
  readonly observation: Observation;
  readonly ticket: string;
}

/** In the basket of each person: all observations, and all files but their event lists by their own ids. */
export const basketProducts = (world: World): readonly Product[] => world.products.filter(({ name }) => !name.startsWith("events/"));

/** The files that an observation's basket item pins, its shared IRFs included. */
export const pinnedOf = (world: World, o: Observation): readonly Product[] => world.products.filter((p) => (p.sharing === "single" || p.sharing === "shared-irf") && p.of.includes(o.id));

/** One launch of each person who is signed in, each with another file. */
export function launchesOf(world: World): readonly Launched[] {
  return world.people.flatMap(({ sub }, i): Launched[] => {
    const [product, observation] = [world.products[i % world.products.length], world.observations[i % world.observations.length]];
    const link = (["live", "ended", "live", "none"] as const)[i % 4]!;
    return sub === null || !product || !observation ? [] : [{ sub, link, product, observation, ticket: `ticket-of-${sub}` }];
  });
}

/** One thing that a launch's manifest was chosen by, and the files that it pins. */
export interface Chosen {
  readonly id: string;
  readonly observation: Observation | null;
  readonly product: Product | null;
  readonly files: readonly Product[];
}

/** A launch's manifest was chosen by its observation, and by its file as a file. */
export const chosenIn = (world: World, { observation, product }: Launched): readonly Chosen[] => [
  { id: observation.id, observation, product: null, files: pinnedOf(world, observation) },
  { id: `${product.collection}:${product.name}`, observation: null, product, files: [product] },
];

/** What each person calls the API token that they have. */
export const tokenOf = (sub: string): string => `token of ${sub}`;

/** API tokens, made by whose they are: nobody else can. */
export async function makeTokens(world: World): Promise<void> {
  for (const person of world.people) {
    if (person.sub === null) continue;
    const values = [person.sub, tokenOf(person.sub), secretHash(tokenOf(person.sub)), iso(world.now + 86_400_000)];
    await withViewerSql(viewerOf(person), (sql) => sql.run("INSERT INTO api_token (owner_sub, name, hash, hint, scopes, expires_at) VALUES ($1, $2, $3, 'hint', '{search}', $4)", values));
  }
}

/** What each person calls the search that they keep. */
export const searchOf = (sub: string): string => `search of ${sub}`;

/** Watched searches, kept by whose they are; each found everything when it was last looked at, whoever may see what now. */
export async function keepSearches(world: World): Promise<void> {
  const keys = new Keys(world);
  const found = world.observations.map(({ id }) => keys.observation(id));
  for (const person of world.people) {
    if (person.sub === null) continue;
    const values = [person.sub, searchOf(person.sub), found];
    await withViewerSql(viewerOf(person), (sql) => sql.run("INSERT INTO saved_search (owner_sub, name, query, watched, found, checked_at) VALUES ($1, $2, '{}', true, $3, now())", values));
  }
}

/** The path of the file that was made of a launch's observation. */
export const generatedPath = "obs-index.fits.gz";

/** Keys that no sequence gives while a world is played: rows that lib adds get those. */
const aboveSequence = 1_000_000_000;

/** Writes baskets, manifests and launches, as people who saw everything would have made them. */
export async function writeBelongings(sql: Sql, world: World): Promise<void> {
  const keys = new Keys(world);
  const key = (p: Product) => world.products.indexOf(p) + 1;
  const now = iso(world.now);
  const pins = (files: readonly Product[]) => ({ pin_products: files.map(key), pin_releases: files.map(({ releases }) => releases) });
  const items = [
    ...world.observations.map((o) => ({ public_id: o.id, kind: "observation", observation_id: keys.observation(o.id), product_id: null, with_irfs: true, ...pins(pinnedOf(world, o)) })),
    ...basketProducts(world).map((p) => ({ public_id: `${p.collection}:${p.name}`, kind: "product", observation_id: null, product_id: key(p), with_irfs: false, ...pins([p]) })),
  ];
  const basket = { query: {}, query_at: now, updated_at: now };
  const baskets = world.people.flatMap(({ sub }, i) => (sub === null ? [] : [{ ...basket, id: uuidOf("basket", i), owner_sub: sub, name: "default", is_current: true, revision: 1 }]));
  // Empty, and from a search for everything: all that there is is new to it.
  const searched = world.people.flatMap(({ sub }, i) => (sub === null ? [] : [{ ...basket, id: uuidOf("searched basket", i), owner_sub: sub, name: "searched", is_current: false, revision: 2 }]));
  await insert(sql, "basket", [...baskets, ...searched]);
  await insert(sql, "basket_item", baskets.flatMap(({ id }, b) => items.map((item, i) => ({ id: aboveSequence + b * items.length + i, basket_id: id, ...item, added_at: now }))));
  await writeLaunches(sql, world, keys);
  await writeAsked(sql, world, keys);
}

/** The observation that the i-th person chose for a saved selection, and asks to see. */
export const askedBy = (world: World, i: number): Observation | undefined => world.observations[(i + 1) % world.observations.length];

async function writeAsked(sql: Sql, world: World, keys: Keys): Promise<void> {
  const now = iso(world.now);
  const askers = world.people.flatMap(({ sub }, i) => {
    const observation = askedBy(world, i);
    return sub === null || !observation ? [] : [{ sub, i, key: keys.observation(observation.id) }];
  });
  const selections = askers.flatMap(({ sub, i, key }) => [{ id: uuidOf("own selection", i), name: "mine", sub, key }, { id: uuidOf("asked selection", i), name: null, sub, key }]);
  await insert(sql, "selection", selections.map(({ id, name, sub }) => ({ id, name, made_by: sub, made_at: now })));
  await insert(sql, "selection_observation", selections.map(({ id, key }) => ({ selection_id: id, observation_id: key })));
  await insert(sql, "request", askers.map(({ sub, i }) => ({ id: uuidOf("request", i), kind: "access", selection_id: uuidOf("asked selection", i), asked_by: sub, asked_at: now, reason: "proof", state: "open" })));
  // Given and revoked long ago: it opens nothing, and answers no request of today.
  await insert(sql, "access_grant", askers.map(({ sub, i }) => ({
    id: uuidOf("old grant", i), grantee_kind: "person", grantee: sub, selection_id: uuidOf("asked selection", i), rights: "read", valid_from: now, emergency: false, reason: "proof", given_by: "somebody", given_at: now, revoked_at: now,
  })));
  await insert(sql, "request", world.projects.map((_, i) => ({ id: uuidOf("project request", i), kind: "extension", project_id: i + 1, asked_by: "somebody", asked_at: now, reason: "proof", wanted_at: now, state: "open" })));
  const people = world.people.flatMap(({ sub }, i) => (sub === null ? [] : [{ sub, i }]));
  const about = (i: number) => (world.projects.length > 0 ? { project_id: (i % world.projects.length) + 1, collection_id: null } : { project_id: null, collection_id: (i % world.collections.length) + 1 });
  await sql.run("INSERT INTO notice (id, sub, kind, text, project_id, collection_id) SELECT * FROM json_to_recordset($1) AS n(id uuid, sub text, kind text, text text, project_id int, collection_id int)", [
    JSON.stringify(people.flatMap(({ sub, i }) => [{ id: uuidOf("notice", 2 * i), sub, kind: "proof", text: "proof" }, { id: uuidOf("notice", 2 * i + 1), sub, kind: "proof", text: "proof", ...about(i) }])),
  ]);
}

async function writeLaunches(sql: Sql, world: World, keys: Keys): Promise<void> {
  const now = iso(world.now);
  const firstReleaseOf = (p: Product) => world.products.slice(0, world.products.indexOf(p)).reduce((sum, { releases }) => sum + releases, 1);
  const launches = launchesOf(world).map((launched, i) => ({ ...launched, id: uuidOf("launch", i), manifest: uuidOf("manifest", i) }));
  await insert(sql, "manifest", launches.map((l) => ({ id: l.manifest, owner_sub: l.sub, digest: l.manifest, basket_revision: 1, total_bytes: fileBytes, observation_ids: [keys.observation(l.observation.id)], body: bodyOf(world, l), created_at: now })));
  await insert(sql, "manifest_file", launches.flatMap((l) => [
    { manifest_id: l.manifest, path: "file.fits", release_id: firstReleaseOf(l.product), content: null, size_bytes: fileBytes, sha256: releaseSha256(world.products.indexOf(l.product) + 1, 1), media_type: "application/fits" },
    { manifest_id: l.manifest, path: generatedPath, release_id: null, content: "\\x00", size_bytes: 1, sha256: releaseSha256(0, 0), media_type: "application/gzip" },
  ]));
  await insert(sql, "manifest_item", launches.flatMap((l) => chosenIn(world, l).flatMap(({ id, observation, product, files }, place) => files.map((file) => ({
    manifest_id: l.manifest, place, public_id: id, kind: observation ? "observation" : "product", observation_id: observation && keys.observation(observation.id), product_id: product && world.products.indexOf(product) + 1,
    with_irfs: observation !== null, pin_product: world.products.indexOf(file) + 1, pin_release: file.releases,
  })))));
  // And a release that was withdrawn since: nobody is shown that it was pinned.
  await insert(sql, "manifest_item", launches.map((l) => ({
    manifest_id: l.manifest, place: 99, public_id: "withdrawn", kind: "product", observation_id: null, product_id: world.products.indexOf(l.product) + 1,
    with_irfs: false, pin_product: world.products.indexOf(l.product) + 1, pin_release: l.product.releases + 1,
  })));
  await insert(sql, "manifest_link", launches.filter(({ link }) => link !== "none").map((l) => ({ manifest_id: l.manifest, owner_sub: l.sub, frozen_at: now, shared_at: now, ended_at: l.link === "ended" ? now : null })));
  await insert(sql, "launch", launches.map((l) => ({ id: l.id, owner_sub: l.sub, username: l.sub, manifest_id: l.manifest, service: "jupyterhub", server_name: l.sub, work_folder: l.sub, state: "ready", attempt: 1, last_seq: 1, created_at: now, updated_at: now })));
  await insert(sql, "launch_event", launches.map((l, i) => ({ id: aboveSequence + i, launch_id: l.id, seq: 1, at: now, state: "ready", message: "proof" })));
  await insert(sql, "launch_rule", launches.map((l, i) => ({ id: uuidOf("launch rule", i), launch_id: l.id, site: "SITE", scope: "user.proof", dataset: "proof", rule_id: null, release_ids: [firstReleaseOf(l.product)], total_files: 1, ready_files: 0, on_tape_files: 0, state: "asking", until: now, mounted: {}, asked_at: now })));
  await insert(sql, "staging_ticket", launches.map((l) => ({ hash: secretHash(l.ticket), launch_id: l.id, expires_at: iso(world.now + 86_400_000) })));
}

function bodyOf(world: World, { product, observation }: Launched) {
  const file = (path: string, did: string, role: string) => ({ path, did, sizeBytes: fileBytes, checksum: {}, mediaType: "application/fits", role });
  return {
    version: 1, basketRevision: 1, createdAt: iso(world.now), totalBytes: fileBytes, observations: [observation.id], terms: [], problems: [],
    files: [file("file.fits", `${product.collection}:r1/${product.name}`, product.role), file(generatedPath, "manifest:x", "index")],
  };
}
