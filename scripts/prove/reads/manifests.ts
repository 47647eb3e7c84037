import { addToBasket, readBasket, removeFromBasket } from "@/lib/basket/basket";
import { buildManifest } from "@/lib/basket/manifest";
import { readNews } from "@/lib/basket/news";
import { basketPageSchema } from "@/lib/basket/schemas";
import { readSharedManifest } from "@/lib/basket/shared";
import { MANIFEST_SCOPE } from "@/lib/catalogue/did";
import { chosenIn, type Launched, launchesOf } from "../belongings";
import { uuidOf } from "../keys";
import { discovers, reads, readsProduct } from "../oracle";
import { absent, orAbsent, type Question, type Read, signedIn, sorted, viewerOf } from "../read";
import { fileBytes } from "../rows";
import type { Person, Product, World } from "../world";

interface Shown {
  readonly observations: string[];
  readonly files: Product[];
  /** Ids under which something of it goes into a basket. */
  readonly items: string[];
}

/** What of a manifest somebody may be shown; null for what is no manifest to that person. */
export function shown(world: World, person: Person, launched: Launched): Shown | null {
  const isOwner = person.sub === launched.sub;
  if (!isOwner && launched.link !== "live") return null;
  const open = (p: Product) => readsProduct(world, person, p);
  const chosen = chosenIn(world, launched).filter(({ observation, files }) => (observation === null || reads(world, person, observation)) && files.some(open));
  if (chosen.length === 0) return isOwner ? { observations: [], files: [], items: [] } : null;
  const files = new Set(chosen.flatMap((each) => each.files).filter(open));
  const observations = chosen.flatMap(({ observation }) => observation ?? []);
  const collections = new Set([...files, ...observations].map(({ collection }) => collection));
  for (const p of world.products) if (p.sharing === "store" && collections.has(p.collection) && open(p)) files.add(p);
  return { observations: sorted(observations.map(({ id }) => id)), files: [...files], items: sorted(chosen.map(({ id }) => id)) };
}

export const didsOf = (files: readonly Product[]) => sorted(files.map((p) => `${p.collection}:r${p.releases}/${p.name}`));
const released = (files: readonly { did: string }[]) => sorted(files.map(({ did }) => did).filter((did) => !did.startsWith(`${MANIFEST_SCOPE}:`)));

/** Every manifest that anybody kept, asked for by its id: with a link, after it, and without one. */
export const sharedManifests: Read = {
  name: "shared manifests",
  anyone: true,
  questions: (world, person) =>
    launchesOf(world).map((launched, i): Question => {
      const expected = shown(world, person, launched);
      return {
        about: `a link that is ${launched.link}`,
        expected: expected === null ? absent : { observations: expected.observations, dids: didsOf(expected.files), bytes: expected.files.length * fileBytes, isOwner: person.sub === launched.sub },
        got: async () => {
          const answer = await orAbsent(readSharedManifest(viewerOf(person), uuidOf("manifest", i)));
          if (answer === absent) return absent;
          return { observations: sorted(answer.observations.map(({ id }) => id)), dids: released(answer.files), bytes: answer.totalBytes, isOwner: answer.isOwner };
        },
      };
    }),
};

/** The same taken along: as an export, and into one's own basket, which is emptied first. */
export const takenManifests: Read = {
  name: "taken manifests",
  anyone: false,
  questions: (world, person) =>
    launchesOf(world).flatMap((launched, i): Question[] => {
      const expected = shown(world, person, launched);
      const isEmpty = expected === null || expected.items.length === 0;
      const manifestId = uuidOf("manifest", i);
      return [
        {
          about: `an export by a link that is ${launched.link}`,
          expected: isEmpty ? absent : { observations: expected.observations, dids: didsOf(expected.files) },
          got: async () => {
            const made = await orAbsent(buildManifest(signedIn(person), "spectrum", { manifestId }));
            return made === absent ? absent : { observations: sorted(made.observations), dids: released(made.files) };
          },
        },
        {
          about: `into a basket by a link that is ${launched.link}`,
          expected: isEmpty ? absent : expected.items,
          got: async () => {
            await removeFromBasket(signedIn(person), { all: true }, null);
            const change = await orAbsent(addToBasket(signedIn(person), { manifestId, withIrfs: false }, null));
            if (change === absent) return absent;
            return sorted((await readBasket(signedIn(person), basketPageSchema.parse({}))).items.map(({ id }) => id));
          },
        },
      ];
    }),
};

/** How much is new to a basket that came from a search for everything and holds nothing, and to one that holds it all. */
export const news: Read = {
  name: "news",
  anyone: false,
  questions: (world, person) => {
    const visible = world.observations.filter((o) => discovers(world, person, o));
    const me = world.people.findIndex(({ sub }) => sub === person.sub);
    const asked = async (basketId: string) => {
      const { newCount, readableCount } = await readNews(signedIn(person), basketId);
      return { newCount, readableCount };
    };
    return [
      { about: "an empty basket", expected: { newCount: visible.length, readableCount: visible.filter((o) => reads(world, person, o)).length }, got: () => asked(uuidOf("searched basket", me)) },
      { about: "a full basket", expected: { newCount: 0, readableCount: 0 }, got: () => asked(uuidOf("basket", me)) },
    ];
  },
};
