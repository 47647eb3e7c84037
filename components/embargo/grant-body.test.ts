import { describe, expect, it } from "vitest";
import { grantAsked, readIds } from "@/components/embargo/grant-body";
import { grantBodySchema } from "@/lib/embargo/grants/schemas";

const form = (fields: Record<string, string | string[]>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return data;
};
const usual = { granteeKind: "person", grantee: " otto ", scope: "project", rights: "read", products: "all", from: "2999-01-01", until: "2999-03-03", reason: "a paper" };

describe("the form of a grant", () => {
  it("becomes a body that the API takes, whole days and nothing that was left empty", () => {
    const asked = grantAsked(form({ ...usual, from: "2026-11-20", until: "" }), "2026-11-20");
    expect(asked).toEqual({ grantee: { kind: "person", name: "otto" }, scope: { kind: "project" }, rights: "read", reason: "a paper" });
    expect(grantBodySchema.safeParse(asked).success).toBe(true);
    const dated = grantAsked(form(usual), "2026-11-20");
    expect(dated).toMatchObject({ from: "2999-01-01T00:00:00Z", until: "2999-03-03T23:59:59Z" });
    expect(grantBodySchema.safeParse(dated).success).toBe(true);
  });

  it("takes ids as they are pasted, and a saved selection by its id", () => {
    expect(readIds(" sim-agn:50201, sim-agn:50202\nsim-agn:50201;")).toEqual(["sim-agn:50201", "sim-agn:50202"]);
    expect(grantAsked(form({ ...usual, scope: "observations", ids: "sim-agn:50201\nsim-agn:50202" }), "2026-11-20").scope).toEqual({ kind: "observations", ids: ["sim-agn:50201", "sim-agn:50202"] });
    expect(grantAsked(form({ ...usual, scope: "selection", selection: "x" }), "2026-11-20").scope).toEqual({ kind: "selection", id: "x" });
  });

  it("narrows files by role only where files may be read", () => {
    const some = { ...usual, products: "some", role: ["log", "provenance"] };
    expect(grantAsked(form(some), "2026-11-20").roles).toEqual(["log", "provenance"]);
    expect(grantAsked(form({ ...some, rights: "discover" }), "2026-11-20").roles).toBeUndefined();
    // Nothing ticked is for the API to refuse, not all of them.
    expect(grantBodySchema.safeParse(grantAsked(form({ ...usual, products: "some" }), "2026-11-20")).success).toBe(false);
  });
});
