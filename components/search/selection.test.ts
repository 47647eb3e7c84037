import { describe, expect, it } from "vitest";
import { bytesOf, closedOf, countOf, invert, isEmpty, isPicked, nothing, pageState, selectAll, setPicked } from "@/components/search/selection";
import type { Observation } from "@/lib/catalogue/schemas";

const observation = (obsId: number, sizeBytes = 10) => ({ id: `sim-crab:${obsId}`, sizeBytes, irfKinds: ["aeff"], access: { readable: obsId < 9 } }) as unknown as Observation;
const page = [observation(1), observation(2), observation(3)];

describe("choosing some", () => {
  it("adds, sums and takes away, over several pages", () => {
    const two = setPicked(nothing, page.slice(0, 2), true);
    const three = setPicked(two, [observation(9, 5)], true);
    expect([countOf(three), bytesOf(three)]).toEqual([3, 25]);
    expect(pageState(three, page)).toBe("some");
    const one = setPicked(three, page, false);
    expect([countOf(one), isPicked(one, "sim-crab:9"), pageState(one, page)]).toEqual([1, true, "none"]);
  });

  it("knows which of them are closed", () => {
    expect(closedOf(setPicked(nothing, [observation(1), observation(9)], true))).toEqual(["sim-crab:9"]);
    expect(closedOf(selectAll(3, 30))).toEqual([]);
  });

  it("counts an observation once", () => expect(countOf(setPicked(setPicked(nothing, page, true), page, true))).toBe(3));
});

describe("choosing all that a search finds", () => {
  it("holds rows that were never loaded, and leaves out what is unticked", () => {
    const all = selectAll(1284, 12840);
    expect([isPicked(all, "sim-crab:77"), pageState(all, page), countOf(all)]).toEqual([true, "all", 1284]);
    const fewer = setPicked(all, [observation(2)], false);
    expect([countOf(fewer), bytesOf(fewer), isPicked(fewer, "sim-crab:2"), pageState(fewer, page)]).toEqual([1283, 12830, false, "some"]);
    expect(countOf(setPicked(fewer, [observation(2)], true))).toBe(1284);
  });

  it("is nothing once everything is unticked", () => expect(isEmpty(setPicked(selectAll(3, 30), page, false))).toBe(true));

  it("does not pretend to know how many when the server did not count", () => {
    expect([countOf(selectAll(null, null)), bytesOf(selectAll(null, null))]).toEqual([null, null]);
  });
});

describe("choosing the others", () => {
  it("turns some into all but these, and back, by the totals of the search", () => {
    const two = setPicked(nothing, page.slice(0, 2), true);
    const others = invert(two, 100_000, 1_000_000);
    expect([countOf(others), bytesOf(others), isPicked(others, "sim-crab:1"), isPicked(others, "sim-crab:3")]).toEqual([99_998, 999_980, false, true]);
    expect(invert(others, 100_000, 1_000_000)).toEqual(two);
    expect(countOf(invert(two, null, null))).toBeNull();
  });

  it("leaves nothing of all, and all of nothing", () => {
    expect(isEmpty(invert(selectAll(3, 30), 3, 30))).toBe(true);
    expect(isEmpty(invert(setPicked(nothing, page, true), 3, 30))).toBe(true);
    expect(countOf(invert(nothing, 3, 30))).toBe(3);
  });
});
