import { addToBasket, readBasket } from "@/lib/basket/basket";
import { manifestResponse, type ManifestFormat } from "@/lib/basket/export/formats";
import { buildManifest } from "@/lib/basket/manifest";
import { basketPageSchema } from "@/lib/basket/schemas";
import { MANIFEST_SCOPE } from "@/lib/catalogue/did";
import { planLaunch } from "@/lib/launch/plan";
import { launchRequestSchema } from "@/lib/launch/schemas";
import { basketProducts, pinnedOf } from "../belongings";
import { discovers, discoversProduct, reads, readsProduct, seesCollection } from "../oracle";
import { type Read, signedIn, sorted } from "../read";
import type { Person, Product, World } from "../world";
import { fileBytes } from "../rows";

const stateOf = (seen: boolean, open: boolean) => (!seen ? "gone" : open ? "readable" : "closed");

function states(world: World, person: Person): { id: string; state: string; files: readonly Product[] }[] {
  return [
    ...world.observations.map((o) => ({ id: o.id, state: stateOf(discovers(world, person, o), reads(world, person, o)), files: pinnedOf(world, o) })),
    ...basketProducts(world).map((p) => ({ id: `${p.collection}:${p.name}`, state: stateOf(discoversProduct(world, person, p), readsProduct(world, person, p)), files: [p] })),
  ];
}

/** One's basket, in which is everything there is: what of it can be read, is closed, is gone. */
export const basket: Read = {
  name: "basket",
  anyone: false,
  questions: (world, person) => {
    const items = states(world, person);
    const open = new Set(items.filter(({ state }) => state === "readable").flatMap(({ files }) => files));
    const count = (state: string) => items.filter((each) => each.state === state).length;
    return [
      {
        about: "all items",
        expected: { items: sorted(items.map(({ id, state }) => `${id} ${state}`)), readable: count("readable"), closed: count("closed"), gone: count("gone"), bytes: [...open].filter((p) => readsProduct(world, person, p)).length * fileBytes },
        got: async () => {
          const answer = await readBasket(signedIn(person), basketPageSchema.parse({}));
          // What is gone has no name, no target, no project, no size left.
          const told = answer.items.map((item) => `${item.id} ${item.state}${item.state === "gone" && [item.title, item.projectCode, item.targetName, item.startMjd, item.livetimeSec].some((each) => each !== null) ? " told" : ""}`);
          return { items: sorted(told), readable: answer.readableCount, closed: answer.closedCount, gone: answer.goneCount, bytes: answer.totalBytes };
        },
      },
      {
        about: "adding by id",
        expected: sorted(items.filter(({ state, id }) => state === "gone" || !seesCollection(world, person, world.collections.find((c) => id.startsWith(`${c.name}:`))!)).map(({ id }) => id)),
        got: async () => (items.length === 0 ? [] : sorted((await addToBasket(signedIn(person), { ids: items.map(({ id }) => id), withIrfs: false }, null)).skipped.map(({ id }) => id))),
      },
    ];
  },
};

/** The files of the store that the basket makes: of readable observations, one of each number, and of what they need. */
export function stored(world: World, person: Person): { observations: string[]; files: Product[] } {
  const readable = world.observations.filter((o) => reads(world, person, o)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const kept = readable.filter((o, i) => readable.findIndex((other) => other.id.split(":")[1] === o.id.split(":")[1]) === i);
  const open = (p: Product) => readsProduct(world, person, p);
  const files = new Set([...kept.flatMap((o) => pinnedOf(world, o)), ...basketProducts(world)].filter(open));
  const collections = new Set([...files, ...kept].map(({ collection }) => collection));
  for (const p of world.products) if (p.sharing === "store" && collections.has(p.collection) && open(p)) files.add(p);
  return { observations: sorted(kept.map(({ id }) => id)), files: [...files] };
}

const formats: readonly ManifestFormat[] = ["json", "csv", "metalink", "sh", "esap"];
/** Where a file of a collection is: all that a manifest may tell of it, in whatever format. */
const addresses = /\/files\/(c\d+)\/(r\d+)\/([A-Za-z0-9/_.-]+)/g;

/** The basket as a manifest, in all formats, and as a plan for a place open to all. */
export const manifest: Read = {
  name: "manifest",
  anyone: false,
  questions: (world, person) => {
    const { observations, files } = stored(world, person);
    const dids = sorted(files.map((p) => `${p.collection}:r${p.releases}/${p.name}`));
    return [
      {
        about: "all formats",
        expected: { observations, dids, ...Object.fromEntries(formats.map((format) => [format, dids])) },
        got: async () => {
          const made = await buildManifest(signedIn(person));
          const texts = await Promise.all(formats.map(async (format) => [format, sorted(new Set([...(await manifestResponse(made, format).text()).matchAll(addresses)].map(([, scope, release, name]) => `${scope}:${release}/${name}`)))] as const));
          return { observations: sorted(made.observations), dids: sorted(made.files.map(({ did }) => did).filter((did) => !did.startsWith(`${MANIFEST_SCOPE}:`))), ...Object.fromEntries(texts) };
        },
      },
    ];
  },
};

/** What a launch of the basket would take, at a place where nothing may go that is not public. */
export const plan: Read = {
  name: "plan",
  anyone: false,
  questions: (world, person) => {
    const { observations, files } = stored(world, person);
    const nobody = { sub: null, username: "", groups: [] };
    return [
      {
        about: "a public place",
        expected: { observationCount: observations.length, fileCount: files.length + (observations.length > 0 ? 2 : 0) + 1, acceptable: files.every((p) => readsProduct(world, nobody, p)) },
        got: async () => {
          const { observationCount, fileCount, acceptable } = await planLaunch(signedIn(person), launchRequestSchema.parse({ service: "jupyterhub" }));
          return { observationCount, fileCount, acceptable };
        },
      },
    ];
  },
};
