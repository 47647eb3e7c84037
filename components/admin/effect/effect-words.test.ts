import { describe, expect, it } from "vitest";
import { extentText, listText, openingText, opensNow, partyText, publicQuestion } from "@/components/admin/effect/effect-words";
import type { Opening } from "@/lib/embargo/changes/schemas";

const opening: Opening = { right: "read", direction: "opens-now", observationCount: 8, plannedFrom: "2027-01-01T00:00:00Z", plannedTo: null, opensFrom: "2026-11-20T00:00:00Z", opensTo: "2026-11-20T00:00:00Z" };
const nobody = { kind: "public", name: null, discoverGained: 0, discoverLost: 0, readGained: 0, readLost: 0 } as const;

describe("an effect in sentences", () => {
  it("names what it touches", () => {
    expect(listText(["A", "B", "C", "D", "E"])).toBe("A, B and 3 more");
    expect(extentText({ observationCount: 1, projects: ["SIM-CRAB"] })).toBe("1 observation of SIM-CRAB.");
    expect(extentText({ observationCount: 1200, projects: [] })).toBe("1,200 observations.");
    expect(extentText({ observationCount: 0, projects: ["SIM-CRAB"] })).toMatch(/^No observation/);
  });

  it("says what opens at once, and what was planned", () => {
    expect(openingText(opening)).toBe("The data of 8 observations open to the public at once (planned: 2027-01-01 or no date).");
  });

  it("says what moves, and what closes", () => {
    const moved = { ...opening, plannedTo: opening.plannedFrom, opensFrom: "2028-01-01T00:00:00Z", opensTo: "2028-06-30T00:00:00Z" };
    expect(openingText({ ...moved, direction: "later", right: "discover" })).toBe("The descriptions of 8 observations open to the public later: 2028-01-01 to 2028-06-30 instead of 2027-01-01.");
    expect(openingText({ ...moved, direction: "later", opensFrom: null, opensTo: null })).toBe("The data of 8 observations no longer open to the public by themselves (planned: 2027-01-01).");
    expect(openingText({ ...moved, direction: "earlier" })).toContain("earlier: 2028-01-01 to 2028-06-30 instead of 2027-01-01");
    expect(openingText({ ...moved, direction: "closes-now" })).toBe("The data of 8 observations, public until now, close; they open again: 2028-01-01 to 2028-06-30.");
    expect(openingText({ ...moved, direction: "closes-now", opensFrom: null, opensTo: null })).toBe("The data of 8 observations, public until now, close.");
  });

  it("says who gains and loses what", () => {
    expect(partyText({ ...nobody, readGained: 8, discoverGained: 8 })).toBe("The public can read 8 observations more and sees the descriptions of 8 more.");
    expect(partyText({ ...nobody, kind: "group", name: "cta/projects/sim-crab", readLost: 1 })).toBe("Group cta/projects/sim-crab can read 1 observation no longer.");
    expect(partyText({ ...nobody, kind: "person", name: "analyst", readLost: 2, discoverLost: 2, readGained: 1 })).toBe(
      "analyst can read 1 observation more, can read 2 observations no longer and sees the descriptions of 2 no longer.",
    );
    expect(partyText(nobody)).toBeNull();
  });

  it("asks before anything becomes public, and only then", () => {
    expect(publicQuestion({ projects: ["SIM-CRAB"], openings: [{ ...opening, right: "discover", observationCount: 9 }, opening] })).toBe("Open the data of 8 observations of SIM-CRAB to the public?");
    expect(publicQuestion({ projects: ["SIM-CRAB"], openings: [{ ...opening, right: "discover" }] })).toBe("Open the descriptions of 8 observations of SIM-CRAB to the public?");
    expect(publicQuestion({ projects: ["SIM-CRAB"], openings: [{ ...opening, direction: "earlier" }] })).toBeNull();
    expect(opensNow({ openings: [{ ...opening, observationCount: 0 }] })).toEqual([]);
  });
});
