import { describe, expect, it } from "vitest";
import { actionText, actorText, subjectLines } from "@/components/admin/oversight/audit-words";

const person = "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0005";

describe("the audit in words", () => {
  it("says what was done, and keeps the name of what it does not know", () => {
    expect(actionText("hold.placed")).toBe("placed a hold");
    expect(actionText("moon.landed")).toBe("moon.landed");
  });

  it("says who did it, anonymous persons by an id", () => {
    expect(actorText({ actor: "person", person: { person, username: "manager" } })).toBe("manager");
    expect(actorText({ actor: "person", person: { person, username: null } })).toBe("person 8f6a1c52");
    expect(actorText({ actor: "iam", person: { person, username: "analyst" } })).toBe("analyst, as the identity service says");
    expect(actorText({ actor: "system", person: null })).toBe("the portal");
  });

  it("says what it is about, what was and what is, and leaves out ids and what is not set", () => {
    expect(
      subjectLines({
        hold: person,
        closes: "read",
        roles: null,
        observations: ["a:1", "a:2", "a:3", "a:4", "a:5", "a:6", "a:7"],
        grantee: { person, username: "analyst" },
        changed: { metaClockDate: { before: null, after: "2027-01-01T00:00:00.000Z" }, jointly: { before: false, after: true } },
      }),
    ).toEqual(["closes: read", "observations: a:1, a:2, a:3, a:4, a:5 and 2 more", "grantee: analyst", "descriptions clock date: none → 2027-01-01", "jointly: no → yes"]);
  });
});
