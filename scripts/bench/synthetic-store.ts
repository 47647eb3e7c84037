import type { StoreContent } from "@/lib/catalogue/load/content";
import { Random } from "../simulate/random";
import { type Season, seasonsOf, syntheticObservations } from "./synthetic-observations";
import { syntheticProducts } from "./synthetic-products";
import { MANAGERS, OBSERVATIONS_PER_PROJECT, syntheticProjects } from "./synthetic-projects";
import { type SyntheticTarget, syntheticTargets } from "./synthetic-skies";

export interface SyntheticStore {
  readonly content: StoreContent;
  readonly seasons: readonly Season[];
  readonly targets: readonly SyntheticTarget[];
}

interface Options {
  readonly name: string;
  readonly observations: number;
  readonly products: boolean;
  /** Whether the demo's account pi-crab is a member of two hidden projects. */
  readonly member: boolean;
  /** Its projects; one for every two hundred observations where nothing is said. */
  readonly projects?: number;
}

const SEED = 20261120;

/**
 * A store such as an observatory has after years, made up: one project per two hundred observations, three of ten
 * hidden, targets in crowded regions. The same again for the same name and number, and never held in memory as a whole.
 */
export function syntheticStore({ name, observations, products, member, projects = Math.max(1, Math.ceil(observations / OBSERVATIONS_PER_PROJECT)) }: Options): SyntheticStore {
  const random = new Random(SEED, name);
  const targets = syntheticTargets(random, Math.max(3, Math.ceil(projects * 0.6)));
  const seasons = seasonsOf(name, random, projects, targets);
  const rows = { [Symbol.iterator]: () => syntheticObservations(SEED, name, seasons, observations) };
  const content: StoreContent = {
    collection: { name, title: `Synthetic store ${name}`, simulated: true, sharedIrfsPublic: false, group: null, managers: [MANAGERS] },
    obsIndex: { columns: [], cards: [] },
    hduIndex: { columns: [], cards: [] },
    projects: syntheticProjects(name, projects, member),
    observations: rows,
    products: { [Symbol.iterator]: () => (products ? syntheticProducts(rows) : [][Symbol.iterator]()) },
  };
  return { content, seasons, targets };
}
