import { describe, expect, it } from "vitest";
import { granteeText, periodText, requestText, revocationText, rightsText, scopeText } from "@/components/embargo/grant-words";
import type { Grant } from "@/lib/embargo/grants/schemas";

const nowMs = Date.parse("2026-11-20T16:00:00Z");
const person = { name: "otto", displayName: "Otto Sidwell" };
const grant: Grant = {
  id: "00000000-0000-4000-8000-000000000000",
  grantee: { kind: "person", ...person },
  scope: { kind: "project", id: null, name: "SIM-CRAB", observationCount: 8, ids: null },
  rights: "read",
  roles: null,
  from: "2026-11-01T00:00:00Z",
  until: "2027-03-03T23:59:59Z",
  state: "live",
  emergency: false,
  reason: "a paper",
  givenBy: person,
  givenAt: "2026-11-01T00:00:00Z",
  revokedAt: null,
  revokedBy: null,
  revokeReason: null,
  mayChange: true,
};

describe("a grant in words", () => {
  it("says to whom, gone accounts too", () => {
    expect(granteeText(grant.grantee)).toBe("Otto Sidwell");
    expect(granteeText({ kind: "person", name: null, displayName: null })).toBe("an account that is gone");
    expect(granteeText({ kind: "group", name: "ml/partners", displayName: null })).toBe("group ml/partners");
  });

  it("says on what", () => {
    expect(scopeText(grant.scope)).toBe("all of SIM-CRAB");
    expect(scopeText({ ...grant.scope, kind: "observations", name: null, observationCount: 1 })).toBe("1 observation");
    expect(scopeText({ ...grant.scope, kind: "selection", name: "Flare", observationCount: 1200 })).toBe("selection Flare (1,200 observations)");
  });

  it("says which right", () => {
    expect(rightsText(grant)).toBe("see and read");
    expect(rightsText({ rights: "discover", roles: null })).toBe("see descriptions only");
    expect(rightsText({ rights: "read", roles: ["log", "provenance"] })).toBe("see, and read logs and provenance only");
  });

  it("says how long, before, during and after", () => {
    expect(periodText(grant, nowMs)).toBe("until 2027-03-03, in 103 days");
    expect(periodText({ ...grant, until: null }, nowMs)).toBe("without end");
    expect(periodText({ ...grant, state: "future", from: "2026-12-01T00:00:00Z" }, nowMs)).toBe("from 2026-12-01, until 2027-03-03");
    expect(periodText({ ...grant, state: "ended" }, nowMs)).toBe("ended 2027-03-03");
    expect(periodText({ ...grant, state: "revoked", revokedAt: "2026-11-19T10:00:00Z" }, nowMs)).toBe("revoked 2026-11-19");
  });

  it("says what revoking does", () => {
    expect(revocationText(grant)).toMatch(/^Otto Sidwell loses the descriptions and the files of all of SIM-CRAB at once/);
    expect(revocationText({ ...grant, rights: "discover" })).toMatch(/loses the descriptions of/);
    expect(revocationText({ ...grant, state: "future" })).toMatch(/will not get/);
    const group = { kind: "group" as const, name: "ml/partners", displayName: null };
    expect(revocationText({ ...grant, grantee: group, roles: ["log", "terms"] })).toMatch(/^The group ml\/partners loses the descriptions and the logs and terms of use of/);
  });
});

describe("a request in words", () => {
  it("names one observation, counts several, and says the date asked for", () => {
    expect(requestText({ kind: "access", project: "SIM-AGN", observationCount: 1, ids: ["sim-agn:50203"], wantedAt: null })).toBe("access to sim-agn:50203 of SIM-AGN");
    expect(requestText({ kind: "access", project: null, observationCount: 3, ids: null, wantedAt: null })).toBe("access to 3 observations");
    expect(requestText({ kind: "extension", project: "SIM-CRAB", observationCount: 8, ids: null, wantedAt: "2028-03-03T00:00:00Z" })).toBe("a longer embargo of SIM-CRAB, until 3 March 2028");
    expect(requestText({ kind: "early-release", project: "SIM-CRAB", observationCount: 8, ids: null, wantedAt: "2026-12-01T00:00:00Z" })).toBe("an early release of SIM-CRAB, on 1 December 2026");
  });
});
