import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { exportColumns } from "./columns";
import { exportObservations } from "./export";

testDatabase();

const PYTHON = "/usr/bin/python3";
const member = viewer("pi-crab", "cta/projects/crab");
const odd = 'Crab "Nebula", M1 <&> ]]> \u0007 é';

beforeAll(async () => {
  const store = await insertCollection("store");
  const hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const row = (obsId: number, projectId: number) => ({ collectionId: store, obsId, projectId, targetName: "Vela X", raDeg: 128.5, decDeg: -45.2, startMjd: 53000 + (obsId % 700), instrument: "H.E.S.S.", quality: 0, livetimeSec: 1600.25, sizeBytes: 3e10 });
  await insertRows([
    { collectionId: store, obsId: 1, projectId: open, targetName: odd, startMjd: 52000 },
    ...Array.from({ length: 2200 }, (_, i) => row(100 + i, open)),
    ...Array.from({ length: 30 }, (_, i) => row(5000 + i, hidden)),
  ]);
});

async function exported(who: Viewer, format: "csv" | "votable", query: Record<string, unknown> = {}): Promise<string> {
  const { body } = await exportObservations(who, observationQuerySchema.parse(query), format);
  return new Response(body).text();
}

describe("exportObservations", () => {
  it("writes all that the viewer sees, once each, whatever page was asked for", async () => {
    for (const [who, count] of [[anonymous, 2201], [member, 2231]] as const) {
      const lines = (await exported(who, "csv", { limit: 10, sort: "startMjd" })).split("\r\n");
      expect(lines[0]).toBe(exportColumns.map(({ name }) => name).join(","));
      expect(lines.at(-1)).toBe("");
      expect(new Set(lines.slice(1, -1).map((line) => line.split(",")[0])).size).toBe(count);
      expect(lines).toHaveLength(count + 2);
    }
  });
  it("quotes what needs it, and keeps null apart from zero", async () => {
    const [, line] = (await exported(anonymous, "csv", { endMjd: 52500 })).split("\r\n");
    expect(line).toContain('"Crab ""Nebula"", M1 <&> ]]> \u0007 é"');
    expect(line?.split(",").filter((cell) => cell === "").length).toBeGreaterThan(8);
  });
  it("is empty for a hidden project as for an unknown one", async () => {
    for (const format of ["csv", "votable"] as const) {
      expect(await exported(anonymous, format, { project: "CRAB" })).toBe(await exported(anonymous, format, { project: "NO-SUCH" }));
    }
    expect((await exported(anonymous, "csv", { project: "CRAB" })).split("\r\n")).toHaveLength(2);
  });
  it("stops reading when the client goes away", async () => {
    const { body } = await exportObservations(anonymous, observationQuerySchema.parse({}), "csv");
    const reader = body.getReader();
    await reader.read();
    await reader.cancel();
    expect((await reader.read()).done).toBe(true);
  });
  it.skipIf(!existsSync(PYTHON))("gives a VOTable that astropy reads without a complaint, units and frames included", async () => {
    const text = await exported(anonymous, "votable");
    const script = `
import io, json, sys, warnings
warnings.simplefilter("error")
from astropy.io.votable import parse
table = parse(io.BytesIO(sys.stdin.buffer.read()), verify="exception").get_first_table().to_table()
odd = table[table["obsId"] == 1][0]
print(json.dumps({
  "rows": len(table), "names": table.colnames, "ra": str(table["raDeg"].unit), "start": str(table["startMjd"].unit), "threshold": str(table["energyThresholdTeV"].unit),
  "size": str(table["sizeBytes"].unit), "total": int(table["sizeBytes"].sum()), "ucd": table["zenithDeg"].meta["ucd"], "odd": str(odd["targetName"]),
  "masked": bool(odd["quality"] is __import__("numpy").ma.masked), "zero": int(table["quality"].min()), "readable": bool(table["readable"].all()),
}))`;
    const answer = JSON.parse(execFileSync(PYTHON, ["-c", script], { input: text, maxBuffer: 1e8 }).toString()) as Record<string, unknown>;
    expect(answer).toEqual({
      rows: 2201, names: exportColumns.map(({ name }) => name), ra: "deg", start: "d", threshold: "TeV", size: "byte", total: 2200 * 3e10, ucd: "pos.az.zd",
      odd: odd.replace("\u0007", "\uFFFD"), masked: true, zero: 0, readable: true,
    });
  });
});
