import { describe, expect, it } from "vitest";
import { basketLine, irfLine, restorations, stateText } from "@/components/basket/basket-words";
import type { Basket, BasketItem } from "@/lib/basket/schemas";

const item = (id: string, change: Partial<BasketItem> = {}) => ({ id, kind: "observation", state: "readable", opensAt: null, withIrfs: true, ...change }) as BasketItem;

describe("the basket in words", () => {
  it("says of each item what can be done with it now", () => {
    expect(stateText(item("a:1"))).toBe("readable");
    expect(stateText(item("a:1", { state: "closed", opensAt: "2027-03-01T00:00:00Z" }))).toBe("opens 2027-03-01");
    expect(stateText(item("a:1", { state: "closed" }))).toBe("closed, no date set");
    expect(stateText(item("a:1", { state: "gone" }))).toBe("gone");
  });

  it("counts what would be staged, and tells what would not", () => {
    const basket = { observationCount: 8, totalBytes: 2_100_000, closedCount: 2, goneCount: 1 } as Basket;
    expect(basketLine(basket)).toBe("8 observations, 2.1 MB to stage; 2 items closed, 1 item gone");
    expect(basketLine({ ...basket, closedCount: 0, goneCount: 0 })).toBe("8 observations, 2.1 MB to stage");
  });

  it("says how many go with their IRFs", () => {
    expect(irfLine([item("a:1"), item("a:2")])).toBe("all with their IRFs");
    expect(irfLine([item("a:1"), item("a:2", { withIrfs: false }), item("a:3", { state: "gone" })])).toBe("1 of 2 with their IRFs");
    expect(irfLine([item("a:p", { kind: "product" })])).toBeNull();
  });

  it("puts back what was taken out as it was, except what is gone", () => {
    const taken = [item("a:1"), item("a:2", { withIrfs: false }), item("a:3", { state: "gone" })];
    expect(restorations(taken)).toEqual([{ ids: ["a:1"], withIrfs: true }, { ids: ["a:2"], withIrfs: false }]);
  });
});
