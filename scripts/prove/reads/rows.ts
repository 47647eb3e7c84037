import { withViewerSql } from "@/lib/embargo/transaction";
import { basketProducts, chosenIn, launchesOf, searchOf, tokenOf } from "../belongings";
import { datasetsOf, seenIn } from "../datasets";
import { uuidOf } from "../keys";
import { loads } from "../loads";
import { governs, holdsOffice, leadsScope, seesChosen, seesGrant, seesHold, seesObservation } from "../offices";
import { discovers, discoversProduct, isMine, isPi, leads, manages, managesProject, reads, readsProduct, seesCollection, seesProject } from "../oracle";
import { changesOf, proposed, revocations, seesChange, seesRevocation } from "../overseen";
import { type Read, sorted, viewerOf } from "../read";
import { askedFor, selectionsOf } from "../selections";
import type { Person, World } from "../world";
import { makerOf } from "../write-rights";

/** How a row of a table is told from others. */
interface Table {
  readonly name: string;
  readonly key: string;
  rows(world: World, person: Person): readonly (string | number)[];
}

const numbered = <Value>(all: readonly Value[], kept: (value: Value) => boolean): number[] => all.flatMap((value, i) => (kept(value) ? [i + 1] : []));
const uuids = <Value>(kind: Parameters<typeof uuidOf>[0], all: readonly Value[], kept: (value: Value, i: number) => boolean): string[] => all.flatMap((value, i) => (kept(value, i) ? [uuidOf(kind, i)] : []));
const me = (person: Person) => (each: { readonly sub: string | null }) => person.sub !== null && each.sub === person.sub;
const releases = (world: World, kept: (p: World["products"][number]) => boolean) => world.products.flatMap((p, i) => (kept(p) ? Array.from({ length: p.releases }, (_, r) => `${i + 1} ${r + 1}`) : []));

const catalogue: readonly Table[] = [
  { name: "observation", key: "id", rows: (w, v) => numbered(w.observations, (o) => discovers(w, v, o)) },
  { name: "visible_observation", key: "id || ' ' || readable || ' ' || mine", rows: (w, v) => w.observations.flatMap((o, i) => (discovers(w, v, o) ? [`${i + 1} ${reads(w, v, o)} ${isMine(w, v, o)}`] : [])) },
  { name: "observation_index_row", key: "observation_id", rows: (w, v) => numbered(w.observations, (o) => discovers(w, v, o)) },
  { name: "collection", key: "id", rows: (w, v) => numbered(w.collections, (c) => seesCollection(w, v, c)) },
  { name: "project", key: "id", rows: (w, v) => numbered(w.projects, (p) => seesProject(w, v, p)) },
  { name: "product", key: "id", rows: (w, v) => numbered(w.products, (p) => discoversProduct(w, v, p)) },
  { name: "product_release", key: "product_id || ' ' || release", rows: (w, v) => releases(w, (p) => readsProduct(w, v, p)) },
  // What each is made of stands in it.
  { name: "preview", key: "answer", rows: (w, v) => releases(w, (p) => readsProduct(w, v, p)) },
  { name: "observation_product", key: "observation_id || ' ' || product_id", rows: (w, v) => w.products.flatMap((p, i) => (p.sharing === "single" ? [] : p.of.filter((id) => seesObservation(w, v, id)).map((id) => `${w.observations.findIndex((o) => o.id === id) + 1} ${i + 1}`))) },
  { name: "dataset", key: "id", rows: (w, v) => datasetsOf(w).filter((d) => seenIn(w, v, d).length > 0).map(({ key }) => key) },
  { name: "dataset_observation", key: "dataset_id || ' ' || observation_id", rows: (w, v) => datasetsOf(w).flatMap((d) => seenIn(w, v, d).map((o) => `${d.key} ${w.observations.indexOf(o) + 1}`)) },
  { name: "hdu", key: "DISTINCT observation_id || ' ' || product_id", rows: (w, v) => w.products.flatMap((p, i) => (p.sharing === "shared-irf" || (p.sharing === "single" && p.role === "event-list") ? p.of.filter((id) => seesObservation(w, v, id)).map((id) => `${w.observations.findIndex((o) => o.id === id) + 1} ${i + 1}`) : [])) },
];

const own: readonly Table[] = [
  { name: "basket", key: "id", rows: (w, v) => [...uuids("basket", w.people, me(v)), ...uuids("searched basket", w.people, me(v))] },
  { name: "basket_item", key: "DISTINCT basket_id || ' ' || public_id", rows: (w, v) => uuids("basket", w.people, me(v)).flatMap((id) => [...w.observations.map((o) => `${id} ${o.id}`), ...basketProducts(w).map((p) => `${id} ${p.collection}:${p.name}`)]) },
  { name: "saved_search", key: "name", rows: (_w, v) => (v.sub === null ? [] : [searchOf(v.sub)]) },
  { name: "manifest", key: "id", rows: (w, v) => uuids("manifest", launchesOf(w), me(v)) },
  { name: "manifest_file", key: "manifest_id || ' ' || path", rows: (w, v) => launchesOf(w).flatMap((l, i) => (me(v)(l) ? [...(readsProduct(w, v, l.product) ? ["file.fits"] : []), ...(reads(w, v, l.observation) ? ["obs-index.fits.gz"] : [])].map((path) => `${uuidOf("manifest", i)} ${path}`) : [])) },
  { name: "manifest_item", key: "manifest_id || ' ' || public_id || ' ' || pin_product", rows: (w, v) => launchesOf(w).flatMap((l, i) => opened(w, v, l).map((each) => `${uuidOf("manifest", i)} ${each}`)) },
  { name: "manifest_link", key: "manifest_id || ' ' || (ended_at IS NULL)", rows: (w, v) => launchesOf(w).flatMap((l, i) => (l.link !== "none" && (me(v)(l) || opened(w, v, l).length > 0) ? [`${uuidOf("manifest", i)} ${l.link === "live"}`] : [])) },
  { name: "api_token", key: "name", rows: (_w, v) => (v.sub === null ? [] : [tokenOf(v.sub)]) },
  { name: "launch", key: "id", rows: (w, v) => uuids("launch", launchesOf(w), me(v)) },
  { name: "launch_event", key: "DISTINCT launch_id", rows: (w, v) => uuids("launch", launchesOf(w), me(v)) },
  { name: "launch_rule", key: "id", rows: (w, v) => uuids("launch rule", launchesOf(w), me(v)) },
  { name: "notice", key: "id", rows: (w, v) => w.people.flatMap((each, i) => (me(v)(each) ? [uuidOf("notice", 2 * i), ...(aboutSeen(w, v, i) ? [uuidOf("notice", 2 * i + 1)] : [])] : [])) },
];

/** What somebody is shown of a manifest: one's own, or by a living link, and what of it may be read. */
function opened(w: World, v: Person, l: ReturnType<typeof launchesOf>[number]): string[] {
  if (!me(v)(l) && l.link !== "live") return [];
  return chosenIn(w, l).flatMap(({ id, observation, files }) => (observation && !reads(w, v, observation) ? [] : files.filter((p) => readsProduct(w, v, p)).map((p) => `${id} ${w.products.indexOf(p) + 1}`)));
}

/** A notice about a project or collection that its reader can not see any more is not told. */
function aboutSeen(w: World, v: Person, i: number): boolean {
  const project = w.projects[i % w.projects.length];
  return project ? seesProject(w, v, project) : seesCollection(w, v, w.collections[i % w.collections.length]!);
}

const selections = (w: World, v: Person) => selectionsOf(w).filter((s) => s.maker === v.sub || seesChosen(w, v, s));

const rights: readonly Table[] = [
  { name: "access_grant", key: "id", rows: (w, v) => [
    ...uuids("grant", w.grants, (g, i) => seesGrant(w, v, g, makerOf(w, i))),
    ...uuids("old grant", w.people, ({ sub }, i) => sub !== null && w.observations.length > 0 && seesGrant(w, v, { ...askedFor(w, i), to: { person: sub }, until: null, revoked: true }, sub)),
  ] },
  { name: "hold", key: "id", rows: (w, v) => uuids("hold", w.holds, (h) => seesHold(w, v, h)) },
  { name: "denial", key: "id", rows: (w, v) => uuids("denial", w.denials, (d) => holdsOffice(w, v, d)) },
  { name: "selection", key: "id", rows: (w, v) => selections(w, v).map(({ id }) => id) },
  { name: "selection_observation", key: "selection_id || ' ' || observation_id", rows: (w, v) => selections(w, v).flatMap(({ id, observations }) => observations.filter((o) => seesObservation(w, v, o)).map((o) => `${id} ${w.observations.findIndex((each) => each.id === o) + 1}`)) },
  { name: "project_deputy", key: "project_id || ' ' || sub", rows: (w, v) => w.projects.flatMap((p, i) => p.deputies.filter((sub) => sub === v.sub || leads(w, v, p) || managesProject(w, v, p)).map((sub) => `${i + 1} ${sub}`)) },
  { name: "collection_manager", key: "collection_id || ' ' || iam_group", rows: (w, v) => w.collections.flatMap((c, i) => (manages(v, c) ? c.managers.map((group) => `${i + 1} ${group}`) : [])) },
  { name: "request", key: "id", rows: (w, v) => [
    ...uuids("request", w.people, (each, i) => each.sub !== null && w.observations.length > 0 && (me(v)(each) || governs(w, v, askedFor(w, i)))),
    ...uuids("project request", w.projects, (p) => governs(w, v, { project: p.code })),
  ] },
  { name: "project", key: "id || ' ' || embargo.leads_project(id) || ' ' || embargo.is_pi(id) || ' ' || embargo.manages_project(id)", rows: (w, v) => w.projects.flatMap((p, i) => (seesProject(w, v, p) ? [`${i + 1} ${leadsScope(w, v, { project: p.code })} ${isPi(w, v, p)} ${managesProject(w, v, p)}`] : [])) },
];

const overseen: readonly Table[] = [
  { name: "launch_revocation", key: "id", rows: (w, v) => uuids("revocation", revocations(w), (launched) => seesRevocation(w, v, launched)) },
  { name: "embargo_change", key: "id", rows: (w, v) => changesOf(w).filter((change) => seesChange(w, v, change)).map(({ id }) => id) },
  { name: "embargo_change_project", key: "change_id || ' ' || project_id", rows: (w, v) => changesOf(w).filter((change) => seesChange(w, v, change)).flatMap(({ id, projects }) => projects.map((key) => `${id} ${key}`)) },
  { name: "canary_run", key: "id", rows: (w, v) => (w.collections.some((c) => manages(v, c)) ? [uuidOf("canary", 0)] : []) },
  { name: "collection_load", key: "collection_id", rows: (w, v) => w.collections.flatMap((c, i) => (loads(w, v, c) ? [i + 1] : [])) },
  { name: "software_source", key: "url", rows: () => ["https://software.example.org"] },
  { name: "visible_observation_proposed", key: "id || ' ' || readable", rows: proposed },
];

/** The tables themselves, without any condition: what is left when a WHERE is forgotten. */
export const rows: Read = {
  name: "rows",
  anyone: true,
  questions: (world, person) => {
    const tables = [...catalogue, ...own, ...rights, ...overseen];
    const named = (table: Table) => `${table.name} (${table.key})`;
    return [
      {
        about: "every table",
        expected: Object.fromEntries(tables.map((table) => [named(table), sorted(table.rows(world, person).map(String))])),
        got: () =>
          withViewerSql(viewerOf(person), async (sql) => {
            const found: [string, string[]][] = [];
            for (const table of tables) found.push([named(table), sorted((await sql.rows<{ key: unknown }>(`SELECT ${table.key} AS key FROM ${table.name}`)).map(({ key }) => String(key)))]);
            return Object.fromEntries(found);
          }),
      },
    ];
  },
};
