import { describe, expect, it } from "vitest";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { Random } from "../../simulate/random";
import { syntheticStore } from "../synthetic-store";
import { type Action, chooseAction, chooseSearch, type Situation } from "./choice";
import { subjectsOf } from "./plan";

const busy: Situation = { isSignedIn: true, results: 50, hasNextPage: true, basketItems: 3 };
const chosen = (now: Situation, seed = 1, times = 4000) => {
  const random = new Random(seed, "test");
  return Array.from({ length: times }, () => chooseAction(random, now));
};
const shareOf = (actions: readonly Action[], action: Action) => actions.filter((each) => each === action).length / actions.length;

describe("what a user does next", () => {
  it("is the same again for the same seed, and other for another", () => {
    expect(chosen(busy, 1, 50)).toEqual(chosen(busy, 1, 50));
    expect(chosen(busy, 1, 50)).not.toEqual(chosen(busy, 2, 50));
  });
  it("goes by the weights", () => {
    const actions = chosen(busy);
    expect(shareOf(actions, "search")).toBeCloseTo(0.35, 1);
    expect(shareOf(actions, "open")).toBeCloseTo(0.25, 1);
    expect(shareOf(actions, "removeFromBasket")).toBeGreaterThan(0);
  });
  it("is what can be done", () => {
    expect(new Set(chosen({ isSignedIn: false, results: 0, hasNextPage: false, basketItems: 0 }))).toEqual(new Set(["search", "look"]));
    expect(new Set(chosen({ ...busy, isSignedIn: false, basketItems: 0 }))).toEqual(new Set(["search", "nextPage", "open", "look"]));
    expect(new Set(chosen({ ...busy, basketItems: 0 }))).not.toContain("removeFromBasket");
  });
});

describe("what is searched for", () => {
  const subjects = subjectsOf(syntheticStore({ name: "syn-test", observations: 4000, products: false, member: false }));
  it("is of every kind, and what the API takes", () => {
    const random = new Random(1, "searches");
    const searches = Array.from({ length: 200 }, () => chooseSearch(random, subjects));
    for (const search of searches) expect(observationQuerySchema.safeParse(search).error).toBeUndefined();
    const kinds = new Set(searches.map((search) => Object.keys(search)[0]));
    expect(kinds).toEqual(new Set(["q", "project", "raDeg", "startMjd", "sort"]));
  });
});
