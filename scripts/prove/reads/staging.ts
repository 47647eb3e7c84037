import { findFile } from "@/lib/datalake/find-file";
import { stagingAccess } from "@/lib/embargo/staging-viewer";
import { Embargoed } from "@/lib/errors/requests";
import { ManifestClosed } from "@/lib/launch/errors";
import { redeem } from "@/lib/launch/redeem";
import { launchesOf } from "../belongings";
import { reads, readsProduct, seesCollection } from "../oracle";
import { absent, orAbsent, type Read } from "../read";
import type { Person, Product, World } from "../world";

const nameable = (world: World, person: Person, p: Product) => world.collections.some((c) => c.name === p.collection && seesCollection(world, person, c));

/** A launch's ticket, of files chosen when its owner saw everything: what it opens now. */
export const tickets: Read = {
  name: "tickets",
  anyone: false,
  questions: (world, person) =>
    launchesOf(world)
      .filter(({ sub }) => sub === person.sub)
      .map(({ product, observation, ticket }) => {
        const open = readsProduct(world, person, product) && reads(world, person, observation);
        const others = world.products.filter((p) => p !== product);
        return {
          about: `${product.name} and an index of ${observation.id}`,
          expected: open ? { file: nameable(world, person, product) ? "open" : absent, others: others.map(() => "refused") } : "closed",
          got: async () => {
            try {
              const { token } = await redeem(ticket, "key");
              const access = await stagingAccess(token);
              if (access === null) return "no access";
              // Now that there is a token, one that nobody was given still opens nothing.
              if (await stagingAccess(`${token}x`)) return "open to a token that nobody was given";
              const fetched = async (p: Product) => {
                try {
                  return (await orAbsent(findFile(access.viewer, p.collection, `r1/${p.name}`, access.manifestId))) === absent ? absent : "open";
                } catch (error) {
                  if (error instanceof Embargoed) return absent;
                  throw error;
                }
              };
              const rest: string[] = [];
              for (const p of others) rest.push((await fetched(p)) === absent ? "refused" : "open");
              return { file: await fetched(product), others: rest };
            } catch (error) {
              if (error instanceof ManifestClosed) return "closed";
              throw error;
            }
          },
        };
      }),
};
