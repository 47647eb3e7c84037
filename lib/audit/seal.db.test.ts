import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { sealing } from "@/server/worker/sealing";
import { median } from "@/scripts/bench/statistics";
import { asSuperuser, sealAll, writeEntries } from "./fixture.test-support";
import { sealPending } from "./seal";
import { verifyAudit } from "./verify";

const database = testDatabase();
const sealers = [sealing(), sealing()];
afterAll(() => Promise.all(sealers.map((each) => each.stop())));

const sealsOf = (chain: string) => withSystemSql("test", (sql) => sql.rows<{ seq: number; number: number }>("SELECT s.seq::float8 AS seq, (e.subject->>'number')::int AS number FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id WHERE s.chain = $1 ORDER BY s.seq", [chain]));
const write = (client: pg.Client | pg.Pool, chain: string, number: number) => client.query("SELECT embargo.audit_write(ARRAY[$1], 'system', NULL, 'test.done', 'ok', jsonb_build_object('number', $2::int))", [chain, number]);

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.superUrl });
  await client.connect();
  return client;
}

describe("sealing", () => {
  it("numbers each chain by itself, in the order of writing", async () => {
    await writeEntries(database.superUrl, "project:7", 3);
    await writeEntries(database.superUrl, "project:8", 2);
    expect(await sealAll()).toBe(5);
    expect(await sealsOf("project:7")).toEqual([1, 2, 3].map((seq) => ({ seq, number: seq })));
    expect(await sealsOf("project:8")).toEqual([1, 2].map((seq) => ({ seq, number: seq })));
    expect(await sealPending()).toBe(0);
  });
  it("takes what a limit left in the next round", async () => {
    await writeEntries(database.superUrl, "project:9", 7);
    expect([await sealPending(3), await sealPending(3), await sealPending(3), await sealPending(3)]).toEqual([3, 3, 1, 0]);
    expect((await sealsOf("project:9")).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
  it("finds an entry that commits after others with higher ids were sealed", async () => {
    const late = await connected();
    await late.query("BEGIN");
    await write(late, "project:10", 1);
    await writeEntries(database.superUrl, "project:10", 1);
    expect(await sealPending()).toBe(1);
    await late.query("COMMIT");
    await late.end();
    expect(await sealPending()).toBe(1);
    expect((await sealsOf("project:10")).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await verifyAudit()).faults).toEqual([]);
  });
  it("leaves a chain that another sealer has to that one", async () => {
    await writeEntries(database.superUrl, "project:11", 2);
    await writeEntries(database.superUrl, "project:12", 2);
    const other = await connected();
    await other.query("BEGIN");
    await other.query("SELECT pg_advisory_xact_lock(hashtextextended('audit project:11', 0))");
    expect(await sealPending()).toBe(2);
    await other.query("ROLLBACK");
    await other.end();
    expect([(await sealsOf("project:11")).length, (await sealsOf("project:12")).length]).toEqual([0, 2]);
    expect(await sealPending()).toBe(2);
  });
});

describe("two workers that seal, and a hundred that write", () => {
  it("make five whole chains, in which each entry stands once, within a second", { timeout: 60_000 }, async () => {
    for (const each of sealers) each.start();
    const chains = Array.from({ length: 5 }, () => `project:${randomUUID()}`);
    const pool = new pg.Pool({ connectionString: database.superUrl, max: 20 });
    await Promise.all(Array.from({ length: 100 }, (_, number) => write(pool, chains[number % chains.length]!, number)));
    await pool.end();
    const give = Date.now() + 10_000;
    while (Date.now() < give && (await verifyAudit()).waiting > 0) await sleep(50);
    for (const [place, chain] of chains.entries()) {
      const seals = await sealsOf(chain);
      expect(seals.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(seals.map(({ number }) => number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => place + 5 * i));
    }
    expect((await verifyAudit()).faults).toEqual([]);
  });
  it("seal what is written while nothing else happens within a second", async () => {
    const waitedMs: number[] = [];
    for (let i = 0; i < 10; i++) {
      const chain = `project:${randomUUID()}`;
      await writeEntries(database.superUrl, chain, 1);
      while ((await sealsOf(chain)).length === 0) await sleep(10);
      const [row] = await asSuperuser<{ ms: number }>(database.superUrl, "SELECT extract(epoch FROM s.sealed_at - e.at)::float8 * 1000 AS ms FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id WHERE s.chain = $1", [chain]);
      waitedMs.push(row!.ms);
    }
    console.log(`sealed after ${waitedMs.map((ms) => Math.round(ms)).join(", ")} ms`);
    expect(median(waitedMs)).toBeLessThan(1000);
  });
});
