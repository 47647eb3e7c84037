import { listProducts } from "@/lib/catalogue/observation";
import { findFile } from "@/lib/datalake/find-file";
import { matchIrfs } from "@/lib/catalogue/irf-match/match-irfs";
import { Embargoed } from "@/lib/errors/requests";
import { discovers, discoversProduct, readsProduct, seesCollection } from "../oracle";
import { absent, orAbsent, type Read, sorted, viewerOf } from "../read";
import type { Observation, Person, Product, World } from "../world";
import { sample } from "./observations";

const idOf = (p: Product) => `${p.collection}:${p.name}`;
const belongs = (p: Product, o: Observation) => (p.sharing === "store" ? p.collection === o.collection : p.of.includes(o.id));

/** The files of an observation: which are told of, and whose bytes are. */
export const products: Read = {
  name: "products",
  anyone: true,
  questions: (world, person) =>
    sample(world).map((o) => ({
      about: o.id,
      expected: discovers(world, person, o)
        ? sorted(world.products.filter((p) => belongs(p, o) && discoversProduct(world, person, p)).map((p) => `${idOf(p)} ${readsProduct(world, person, p) ? `r${p.releases}` : "closed"}`))
        : absent,
      got: async () => {
        const answer = await orAbsent(listProducts(viewerOf(person), o.id));
        if (answer === absent) return absent;
        // What tells where bytes are comes with the right to them, all of it or none.
        return sorted(answer.items.map(({ id, did, sha256, url, release, access }) => `${id} ${[did, sha256, url].every((each) => each !== null) && access.readable ? `r${release}` : [did, sha256, url].every((each) => each === null) && !access.readable ? "closed" : "half open"}`));
      },
    })),
};

/** A file is asked for by its collection's name, which is absent to whom the collection is hidden, public IRFs with it. */
const namesCollection = (world: World, person: Person, p: Product) => world.collections.some((c) => c.name === p.collection && seesCollection(world, person, c));

/** So many files of a world are asked for one by one; the bare rows are of all. */
const askedFiles = 6;

/** Releases of files, by their names; those that several observations share first. */
export const files: Read = {
  name: "files",
  anyone: true,
  questions: (world, person) =>
    [...world.products].reverse().slice(0, askedFiles).flatMap((p) =>
      [p.releases, ...(p.releases > 1 ? [1] : [])].map((release) => ({
        about: `${p.collection}:r${release}/${p.name}`,
        expected: !namesCollection(world, person, p) ? absent : readsProduct(world, person, p) ? "open" : discoversProduct(world, person, p) ? "closed" : absent,
        got: async () => {
          try {
            const found = await orAbsent(findFile(viewerOf(person), p.collection, `r${release}/${p.name}`, null, null));
            return found === absent ? absent : "open";
          } catch (error) {
            if (error instanceof Embargoed) return "closed";
            throw error;
          }
        },
      })),
    ),
};

/** The IRFs of all observations, hidden ones asked for too. */
export const irfs: Read = {
  name: "IRF matches",
  anyone: true,
  questions: (world, person) => {
    if (world.observations.length === 0) return [];
    const seen = world.observations.filter((o) => discovers(world, person, o));
    const linked = (o: Observation) => world.products.filter((p) => p.sharing === "shared-irf" && p.of.includes(o.id)).map(idOf);
    return [
      {
        about: "all ids",
        expected: sorted(seen.map((o) => `${o.id}: ${sorted(linked(o)).join(" ")}`)),
        got: async () => {
          const { items } = await matchIrfs(viewerOf(person), { observationIds: world.observations.map(({ id }) => id), analysis: "spectrum" });
          return sorted(items.map((item) => `${item.observationId}: ${sorted([...item.components.map(({ productId }) => productId), ...item.ambiguous.flatMap(({ candidates }) => candidates.map(({ productId }) => productId))]).join(" ")}`));
        },
      },
    ];
  },
};
