import { describe, expect, it } from "vitest";
import { auditApiPath, auditHref, readAuditAsked } from "@/components/admin/oversight/audit-asked";

const read = (query: string) => readAuditAsked(new URLSearchParams(query), ["sim-crab", "sim-gps"]);

describe("which audit is asked for", () => {
  it("is a project's, or a collection's", () => {
    expect(read("")).toEqual({ collection: "sim-crab" });
    expect(read("collection=sim-gps&action=hold")).toEqual({ collection: "sim-gps", action: "hold" });
    expect(read("collection=sim-gps&project=SIM-CRAB&cursor=x")).toEqual({ project: "SIM-CRAB" });
    expect(read(new URL(auditHref({ project: "A&B" }), "http://portal.invalid").search)).toEqual({ project: "A&B" });
  });

  it("becomes the API's path, the last day whole", () => {
    expect(auditApiPath({ collection: "sim-crab", from: "2026-11-01", until: "2026-11-30" }, {})).toBe("/audit?collection=sim-crab&from=2026-11-01T00%3A00%3A00Z&until=2026-12-01T00%3A00%3A00.000Z");
    expect(auditApiPath({ project: "A/B", outcome: "refused" }, { format: "csv" })).toBe("/projects/A%2FB/audit?format=csv&outcome=refused");
    expect(auditApiPath({ collection: "a", from: "soon" }, {})).toContain("from=soon");
  });
});
