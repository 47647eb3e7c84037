import type { Random } from "../../simulate/random";
import type { Subject } from "./plan";

/** What a user does next; how often, the weights say. */
const weights = { search: 35, nextPage: 10, open: 25, look: 15, addToBasket: 9, removeFromBasket: 6 } as const;
export type Action = keyof typeof weights;

/** What a user has on the screen and in the basket, as far as it decides what can be done next. */
export interface Situation {
  readonly isSignedIn: boolean;
  readonly results: number;
  readonly hasNextPage: boolean;
  readonly basketItems: number;
}

const possible: Readonly<Record<Action, (now: Situation) => boolean>> = {
  search: () => true,
  nextPage: ({ hasNextPage }) => hasNextPage,
  open: ({ results }) => results > 0,
  look: () => true,
  addToBasket: ({ isSignedIn, results }) => isSignedIn && results > 0,
  removeFromBasket: ({ basketItems }) => basketItems > 0,
};

/** One of the actions that are possible now, by their weights. */
export function chooseAction(random: Random, now: Situation): Action {
  return weighted(random, Object.fromEntries(Object.entries(weights).filter(([action]) => possible[action as Action](now)))) as Action;
}

const searchWeights = { words: 25, project: 30, cone: 20, time: 15, archive: 10 } as const;
const CONE_DEG = 1;
const SPAN_DAYS = 30;

/** What is searched for, as the parameters of `GET /observations`. */
export function chooseSearch(random: Random, subjects: readonly Subject[]): Record<string, string> {
  const { code, targetName, raDeg, decDeg, firstMjd } = pick(random, subjects);
  switch (weighted(random, searchWeights) as keyof typeof searchWeights) {
    case "words":
      return { q: targetName };
    case "project":
      return { project: code };
    case "cone":
      return { raDeg: String(raDeg), decDeg: String(decDeg), radiusDeg: String(CONE_DEG), match: "pointing" };
    case "time":
      return { startMjd: String(firstMjd), endMjd: String(firstMjd + SPAN_DAYS) };
    case "archive":
      return { sort: pick(random, ["-startMjd", "zenithDeg"]) };
  }
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random.uniform() * items.length)]!;
}

function weighted(random: Random, weightsOf: Readonly<Record<string, number>>): string {
  const entries = Object.entries(weightsOf);
  let left = random.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  return entries.find(([, weight]) => (left -= weight) < 0)![0];
}
