import { describe, expect, it } from "vitest";
import { changeHref, type ChangePage, mostObservations, readAsked } from "@/components/admin/change/address";

const read = (href: string) => readAsked(new URL(href, "http://portal.invalid").searchParams);

describe("the address of a change", () => {
  it("names its things and is read back", () => {
    const href = changeHref("clocks", { projects: ["SIM-CRAB", "SIM+GPS"] });
    expect(href).toBe("/admin/embargo/change?do=clocks&project=SIM-CRAB&project=SIM%2BGPS");
    expect(read(href)).toEqual({ page: "clocks", projects: ["SIM-CRAB", "SIM+GPS"], observations: [], collection: null, id: null });
    expect(read(changeHref("hold", { observations: ["sim-crab:50101", "sim-crab:50101"] }))?.observations).toEqual(["sim-crab:50101"]);
    expect(read(changeHref("lift-hold", { id: "7f" }))?.id).toBe("7f");
  });

  it.each<[ChangePage, string]>([
    ["clocks", ""],
    ["dates", "&project=A"],
    ["hold", "&project=A&project=B"],
    ["emergency", "&collection=a"],
    ["denial", "&project=A&project=B"],
    ["lift-denial", "&project=A"],
  ])("%s of %j asks for nothing that can be done", (page, of) => expect(readAsked(new URLSearchParams(`do=${page}${of}`))).toBeNull());

  it("knows no other change", () => expect(readAsked(new URLSearchParams("do=drop-table&project=A"))).toBeNull());

  it("names no more observations than fit", () => {
    const many = Array.from({ length: mostObservations + 5 }, (_, index) => `a:${index}`);
    expect(read(changeHref("dates", { observations: many }))?.observations).toHaveLength(mostObservations);
  });
});
