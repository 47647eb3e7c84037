import { describe, expect, it } from "vitest";
import { groupsFromClaims, identityFromClaims, usernameFromClaims } from "@/lib/auth/claims";

describe("groups from the three claim forms", () => {
  const expected = ["cta/projects/hess-crab", "cta/projects/sim-crab"];

  it.each([
    ["iam", { groups: ["cta/projects/sim-crab", "cta/projects/hess-crab"] }],
    ["wlcg", { "wlcg.groups": ["/cta/projects/hess-crab", "/cta/projects/sim-crab"], "wlcg.ver": "1.0" }],
    [
      "aarc, eduperson_entitlement",
      {
        eduperson_entitlement: [
          "urn:geant:cta-observatory.org:group:cta:projects:sim-crab#iam.cta-observatory.org",
          "urn:geant:cta-observatory.org:group:cta:projects:hess-crab",
        ],
      },
    ],
    [
      "aarc, entitlements, with the role of a member",
      {
        entitlements: [
          "urn:mace:egi.eu:ns:group:cta:projects:sim-crab:role=member#aai",
          "URN:geant:x:group:cta:projects:hess-crab#y",
        ],
      },
    ],
  ])("%s", (_form, claims) => {
    expect(groupsFromClaims(claims)).toEqual(expected);
  });

  it("joins all forms, each group once", () => {
    expect(groupsFromClaims({ groups: ["a/b"], "wlcg.groups": ["/a/b", "/c"], entitlements: "urn:x:y:group:d" })).toEqual([
      "a/b",
      "c",
      "d",
    ]);
  });

  it("keeps case, and a child group does not give its parent", () => {
    expect(groupsFromClaims({ groups: ["CTA/Projects/X"] })).toEqual(["CTA/Projects/X"]);
  });

  it("tells no groups from nothing said about groups", () => {
    expect(groupsFromClaims({ groups: [] })).toEqual([]);
    expect(groupsFromClaims({ sub: "x" })).toBeNull();
    expect(groupsFromClaims({ groups: null })).toBeNull();
    expect(groupsFromClaims({ groups: { 0: "a" } })).toBeNull();
    expect(groupsFromClaims(Object.create({ groups: ["inherited"] }) as Record<string, unknown>)).toBeNull();
  });
});

describe("hostile groups give nothing", () => {
  it.each([
    "",
    "/",
    "//cta/projects/hess-crab",
    "cta//projects",
    "cta/projects/",
    "cta/../projects/hess-crab",
    "./cta",
    "cta/projects/hess-crab\u0000",
    "cta/projects/hess-crab\n",
    " cta/projects/hess-crab",
    "cta/ projects",
    "cta/\u200bprojects",
    "\ud800",
    "x".repeat(256),
  ])("%j", (group) => {
    expect(groupsFromClaims({ groups: [group], "wlcg.groups": [`/${group}`] })).toEqual([]);
  });

  it.each([
    "urn:geant:x:group:cta%2Fprojects%2Fhess-crab",
    "urn:geant:x:group:cta:projects:hess-crab:role=manager#y",
    "urn:geant:x:group:cta::hess-crab",
    "urn:geant:x:group:cta:%2e%2e",
    "urn:geant:x:group:%E0%A4%A",
    "urn:geant:x:group:",
    "urn:geant:x:group:role=member",
    "urn:geant:x:role:cta",
    "urn:geant:subgroup:cta",
    "group:cta:projects:hess-crab",
    "https://x/urn:geant:x:group:cta",
    "urn:geant:x#:group:cta",
    `urn:geant:x:group:${"a:".repeat(2000)}a`,
  ])("entitlement %s", (entitlement) => {
    expect(groupsFromClaims({ entitlements: [entitlement] })).toEqual([]);
  });

  it("ignores what is no text, and stops at five thousand", () => {
    expect(groupsFromClaims({ groups: [1, null, ["a"], { toString: () => "a" }, "ok"] })).toEqual(["ok"]);
    expect(groupsFromClaims({ groups: Array.from({ length: 20_000 }, (_, i) => `g${i}`) })).toHaveLength(5000);
  });

  it("reads many long entitlements without a search that explodes", () => {
    const entitlements = Array.from({ length: 5000 }, () => `urn:a:${":group".repeat(160)}`);
    expect(groupsFromClaims({ entitlements })).toEqual([]);
  });
});

describe("user name", () => {
  it("is preferred_username, lower-cased", () => {
    expect(usernameFromClaims({ preferred_username: "Pi-Crab" })).toBe("pi-crab");
    expect(usernameFromClaims({ preferred_username: "Jane.Doe_2@cta.org" })).toBe("jane.doe_2@cta.org");
  });

  it.each(["", "../etc", "a..b", "a/b", "a b", "-rf", ".hidden", "pi-cra\u212a", "pí-crab", "a\u0000", "x".repeat(129), 7, null, ["a"]])(
    "refuses %j",
    (preferred_username) => {
      expect(usernameFromClaims({ preferred_username })).toBeNull();
    },
  );
});

describe("identity", () => {
  it("needs a subject", () => {
    expect(() => identityFromClaims({ preferred_username: "x" })).toThrow();
    expect(() => identityFromClaims({ sub: "" })).toThrow();
    expect(() => identityFromClaims(null)).toThrow();
  });

  it("cleans what is shown", () => {
    expect(identityFromClaims({ sub: "1", name: " Petra\u202e Iversen ", email: 3 })).toEqual({
      sub: "1",
      username: null,
      name: "Petra Iversen",
      email: null,
      groups: null,
    });
  });
});
