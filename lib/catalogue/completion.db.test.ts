import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { complete } from "./completion";
import { insertRows } from "./fixture.test-support";
import type { CompletionQuery } from "./completion-schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider", "cta/other");

beforeAll(async () => {
  const [open, closed] = [await insertCollection("sim"), await insertCollection("secret")];
  const hidden = await insertProject({ code: "CRAB-2", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const shown = await insertProject({ code: "CRAB-1", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const row = (obsId: number, projectId: number, collectionId: number, targetName: string, instrument: string) => ({ obsId, projectId, collectionId, targetName, instrument });
  await insertRows([row(1, shown, open, "Crab Nebula", "H.E.S.S."), row(2, shown, open, "47 Tuc", "H.E.S.S."), row(47, shown, open, "Vela X", "LST"), row(3, hidden, closed, "Crab pulsar", "Prototype"), row(4, hidden, closed, "Secret", "LST")]);
});

const told = async (who: Viewer, query: Partial<CompletionQuery>) => (await complete(who, { text: "", ...query })).items.map(({ key, value }) => `${key}:${value}`);

describe("completion", () => {
  it("tells of what the viewer sees, in any case of letters and spelling", async () => {
    expect(await told(member, { text: "crab" })).toEqual(["project:CRAB-1", "project:CRAB-2", "target:Crab Nebula", "target:Crab pulsar"]);
    expect(await told(member, { key: "project", text: "CRAB-2" })).toEqual(["project:CRAB-2"]);
    expect(await told(member, { key: "instrument", text: "hess" })).toEqual(["instrument:H.E.S.S."]);
    expect(await told(member, { key: "instrument" })).toEqual(["instrument:H.E.S.S.", "instrument:LST", "instrument:Prototype"]);
    expect(await told(member, { key: "collection" })).toEqual(["collection:secret", "collection:sim"]);
    // The number of an observation begins so too, and is no target.
    expect(await told(member, { key: "target", text: "47" })).toEqual(["target:47 Tuc"]);
  });
  it("knows nothing of what is hidden", async () => {
    for (const who of [anonymous, outsider]) {
      expect(await told(who, { text: "crab" })).toEqual(["project:CRAB-1", "target:Crab Nebula"]);
      for (const [key, text] of [["project", "CRAB-2"], ["target", "Secret"], ["instrument", "Proto"], ["collection", "secret"]] as const) {
        expect(await told(who, { key, text })).toEqual([]);
      }
      expect(await told(who, { key: "project" })).toEqual(["project:CRAB-1"]);
    }
  });
});
