import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { asSuperuser, sealAll, writeEntries } from "@/lib/audit/fixture.test-support";
import { verifyAudit } from "@/lib/audit/verify";
import { tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { listApiTokens, revokeApiToken } from "@/lib/auth/api-tokens/manage";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { useApiToken } from "@/lib/auth/api-tokens/use";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import { recordAct } from "@/lib/audit/record";
import { anonymisePerson } from "./anonymise";
import { pruneAudit } from "./prune";

const database = testDatabase();
const run = <Row extends object>(text: string, values: readonly unknown[] = []) => asSuperuser<Row>(database.superUrl, text, values);
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const pi = viewer("pi", "cta/crab");

/** Runs a command as an operator does. */
function command(script: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", path.resolve(`scripts/${script}.ts`), ...args], { env: { ...process.env, MIGRATE_DATABASE_URL: database.ownerUrl, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
  return new Promise((resolve, reject) => child.on("error", reject).on("exit", (code) => resolve({ code, said })));
}

beforeAll(async () => {
  await insertCollection("crab");
  await insertProject({ code: "CRAB", group: "cta/crab", pi: "pi" });
  await insertPerson(pi);
  // Two years of entries on one chain, of a few minutes on the other: their age is said before they are sealed.
  await writeEntries(database.superUrl, "project:50", 10);
  await run("UPDATE audit_entry SET at = now() - make_interval(days => 100 * (11 - (subject->>'number')::int)) WHERE chain = 'project:50'");
  await writeEntries(database.superUrl, "project:51", 3);
  await sealAll();
});

describe("verifying from the command line", () => {
  it("says that all is whole, and keeps the heads elsewhere", { timeout: 60_000 }, async () => {
    const file = path.join(os.tmpdir(), `airshower-heads-${process.pid}.json`);
    const kept = await command("audit-verify", ["--save-heads", file]);
    expect(kept).toMatchObject({ code: 0, said: expect.stringMatching(/^\d+ chains, \d+ entries, 0 waiting to be sealed: whole\n$/) });
    expect(JSON.parse(fs.readFileSync(file, "utf8"))).toContainEqual({ chain: "project:50", seq: 10, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await command("audit-verify", ["--against", file])).code).toBe(0);
    fs.rmSync(file);
  });
  it("names the first broken row and ends with 1; with another secret nothing bears the right signature", { timeout: 60_000 }, async () => {
    await run("UPDATE audit_entry SET subject = '{\"number\": 4}' WHERE chain = 'project:51' AND subject->>'number' = '2'");
    expect(await command("audit-verify")).toMatchObject({ code: 1, said: expect.stringContaining("BROKEN project:51, row 2: is not what was sealed") });
    await run("UPDATE audit_entry SET subject = '{\"number\": 2}' WHERE chain = 'project:51' AND subject->>'number' = '4'");
    expect(await command("audit-verify", [], { AUDIT_SECRET: "another-secret-of-at-least-32-characters" })).toMatchObject({ code: 1, said: expect.stringContaining("BROKEN project:51, row 1: does not bear the portal's signature") });
    expect((await command("audit-verify", [], { AUDIT_SECRET: process.env.PORTAL_SECRET! })).code).toBe(0);
    expect((await command("audit-verify", [], { SYSTEM_DATABASE_URL: "postgresql://airshower_system:x@127.0.0.1:1/none" })).code).toBe(2);
  });
});

describe("pruning", () => {
  it("does nothing while no retention is set", { timeout: 60_000 }, async () => {
    expect(await command("audit-prune")).toEqual({ code: 0, said: expect.stringContaining("kept for ever") });
  });
  it("removes the oldest entries of each chain, and the rest is whole from a checkpoint on", async () => {
    const pruned = await pruneAudit(database.ownerUrl, daysAgo(350));
    expect(pruned).toEqual([{ chain: "project:50", entries: 7 }]);
    expect(await run("SELECT min(seq)::int AS first, count(*)::int AS count FROM audit_seal WHERE chain = 'project:50'")).toEqual([{ first: 8, count: 3 }]);
    expect(await run("SELECT count(*)::int AS count FROM audit_entry WHERE chain = 'project:50' AND action = 'test.done'")).toEqual([{ count: 3 }]);
    await sealAll();
    expect((await verifyAudit()).faults).toEqual([]);
    expect(await run("SELECT action, actor, subject FROM audit_entry WHERE chain = 'project:50' ORDER BY id DESC LIMIT 1")).toEqual([{ action: "audit.pruned", actor: "system", subject: { entries: 7, untilSeq: 7 } }]);
    expect(await pruneAudit(database.ownerUrl, daysAgo(350))).toEqual([]);
  });
  it("leaves what was kept elsewhere comparable, and a faked checkpoint is found", async () => {
    const { heads } = await verifyAudit();
    await writeEntries(database.superUrl, "project:50", 1);
    await sealAll();
    expect((await verifyAudit(heads)).faults).toEqual([]);
    await run("WITH gone AS (DELETE FROM audit_seal WHERE chain = 'project:50' AND seq = 8 RETURNING entry_id, hash) UPDATE audit_head SET base_seq = 8, base_hash = gone.hash FROM gone WHERE chain = 'project:50'");
    expect((await verifyAudit()).faults).toContainEqual({ chain: "project:50", seq: null, what: expect.stringContaining("signature") });
  });
  it("keeps the last day whatever is asked for", async () => {
    await expect(pruneAudit(database.ownerUrl, daysAgo(-1))).rejects.toThrow("entries of the last day are kept");
  });
});

describe("anonymising", () => {
  it("takes the name out and breaks no chain; what is done later has a new id", { timeout: 60_000 }, async () => {
    const act = () => withViewerSql(pi, (sql) => recordAct(sql, "export.made", { project: "CRAB" }));
    await act();
    await sealAll();
    const idOf = async () => (await run<{ person: string }>("SELECT person FROM audit_entry WHERE action = 'export.made' ORDER BY id DESC LIMIT 1"))[0]!.person;
    const before = await idOf();
    const whole = (await verifyAudit()).faults.filter(({ chain }) => chain !== "project:50");
    expect(whole.filter(({ chain }) => chain !== "(all)")).toEqual([]);
    expect(await command("audit-anonymise", ["--user", "pi"])).toMatchObject({ code: 0, said: expect.stringContaining("anonymous") });
    expect(await run("SELECT sub, username FROM audit_person WHERE id = $1", [before])).toEqual([{ sub: null, username: null }]);
    const left = await run<{ text: string }>("SELECT coalesce(string_agg(e::text || p::text, ''), '') AS text FROM audit_entry e LEFT JOIN audit_person p ON p.id = e.person");
    expect(left[0]!.text).not.toMatch(/sub-pi|\bpi\b(?!")/);
    await act();
    expect(await idOf()).not.toBe(before);
    await sealAll();
    expect((await verifyAudit()).faults.filter(({ chain }) => chain !== "project:50")).toEqual(whole);
    expect(await anonymisePerson(database.ownerUrl, "nobody")).toEqual({ people: 0, tokens: 0 });
    expect((await command("audit-anonymise", ["--user", "nobody"])).code).toBe(1);
    expect((await command("audit-anonymise")).said).toContain("Whom?");
  });
  it("ends that person's API tokens, live or over, and leaves nothing in them that tells whose they were, nor in loads that they asked for; others' go on", { timeout: 60_000 }, async () => {
    const [author, other] = [viewer("author"), viewer("other")];
    for (const who of [author, other]) await insertPerson(who);
    const [live, over, others] = [await tokenFor(author), await tokenFor(author), await tokenFor(other)];
    await run("UPDATE api_token SET last_used_at = now(), last_used_from = '192.0.2.7'");
    await revokeApiToken(author, over.id);
    await run("INSERT INTO collection_load (collection_id, asked_by) SELECT id, $1 FROM collection", [author.sub]);
    expect((await useApiToken(live.token, "any", null)).viewer).toMatchObject({ username: "author" });
    await sealAll();
    const whole = (await verifyAudit()).faults;
    expect(await command("audit-anonymise", ["--user", "author"])).toMatchObject({ code: 0, said: expect.stringContaining("Of their API tokens 2 have ended") });
    await sealAll();
    expect((await verifyAudit()).faults).toEqual(whole);
    await expect(useApiToken(live.token, "any", null)).rejects.toMatchObject({ status: 401 });
    expect((await useApiToken(others.token, "any", null)).viewer).toMatchObject({ username: "other" });
    const rows = await run<{ row: string }>("SELECT t::text AS row FROM api_token t WHERE id = ANY ($1)", [[live.id, over.id]]);
    expect(rows).toHaveLength(2);
    for (const { row } of rows) for (const told of ["author", "of a test", live.hint, over.hint, secretHash(live.token), secretHash(over.token), "192.0.2.7"]) expect(row).not.toContain(told);
    expect(await run("SELECT asked_by FROM collection_load")).toEqual([{ asked_by: "a person made anonymous" }]);
    // That it ended is an entry like any other revocation; of the one that was over there is no second.
    expect(await run("SELECT count(*)::int AS n FROM audit_entry WHERE action = 'token.revoked' AND subject ->> 'token' = ANY ($1) GROUP BY subject ->> 'token'", [[live.id, over.id]])).toEqual([{ n: 1 }, { n: 1 }]);
    expect((await listApiTokens(author)).items).toEqual([]);
  });
});
