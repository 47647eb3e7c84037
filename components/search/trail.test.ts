import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextPage, pageNumber, previousPage } from "@/components/search/trail";

describe("pages by cursor", () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
    return () => vi.unstubAllGlobals();
  });

  it("goes forwards and the same way back", () => {
    const second = nextPage({ q: "crab" }, "c2");
    const third = nextPage(second, "c3");
    expect(third).toEqual({ q: "crab", cursor: "c3", page: "3" });
    expect(previousPage(third)).toEqual(second);
    expect(previousPage(second)).toEqual({ q: "crab" });
  });

  it("does not mix the pages of two searches", () => {
    nextPage(nextPage({ q: "crab" }, "c2"), "c3");
    expect(previousPage({ q: "vela", cursor: "v3", page: "3" })).toEqual({ q: "vela" });
  });

  it("goes to the first page from one whose way it does not know", () => {
    expect(previousPage({ q: "crab", cursor: "c9", page: "9" })).toEqual({ q: "crab" });
    expect(nextPage({ q: "crab", cursor: "c9", page: "9" }, "c10")).toMatchObject({ page: "10" });
    expect(pageNumber({ cursor: "x", page: "nonsense" })).toBe(2);
  });
});
