import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { genesis, nextHash } from "./chain";
import type { Json } from "./canonical";
import { asSuperuser, sealAll, writeEntries } from "./fixture.test-support";
import { verifyAudit } from "./verify";

const database = testDatabase();
const run = (text: string, values: readonly unknown[] = []) => asSuperuser(database.superUrl, text, values);
const entryAt = (seq: number) => `(SELECT entry_id FROM audit_seal WHERE chain = $1 AND seq = ${seq})`;
const faultsOf = async (chain: string) => (await verifyAudit()).faults.filter((fault) => fault.chain === chain);

/** A sealed chain of ten, for one test to break. */
async function chainOf(name: string): Promise<string> {
  await writeEntries(database.superUrl, name, 10);
  await sealAll();
  expect(await faultsOf(name)).toEqual([]);
  return name;
}

beforeAll(async () => {
  await writeEntries(database.superUrl, "project:1", 20);
  await sealAll();
});

describe("an untouched audit", () => {
  it("is whole, from every chain's first row to its head", async () => {
    const { chains, entries, waiting, faults } = await verifyAudit();
    expect({ chains, entries, waiting, faults }).toEqual({ chains: 1, entries: 20, waiting: 0, faults: [] });
  });
});

describe("a superuser who tampers is found at the first broken row", () => {
  const changes: Record<string, string> = {
    "a changed subject": `UPDATE audit_entry SET subject = '{"number": 99}' WHERE id = ${entryAt(4)}`,
    "a changed time": `UPDATE audit_entry SET at = at - interval '1 millisecond' WHERE id = ${entryAt(4)}`,
    "another person": `UPDATE audit_entry SET person = gen_random_uuid() WHERE id = ${entryAt(4)}`,
    "another action": `UPDATE audit_entry SET action = 'test.undone' WHERE id = ${entryAt(4)}`,
    "another outcome": `UPDATE audit_entry SET outcome = 'refused' WHERE id = ${entryAt(4)}`,
    "another request": `UPDATE audit_entry SET request_id = 'other' WHERE id = ${entryAt(4)}`,
    "a deleted entry": `DELETE FROM audit_entry WHERE id = ${entryAt(4)}`,
    "an entry moved to another chain": `UPDATE audit_entry SET chain = 'project:1' WHERE id = ${entryAt(4)}`,
    "an entry shown to another scope's readers": `UPDATE audit_entry SET scope = 'project:1' WHERE id = ${entryAt(4)}`,
    "a deleted seal": "DELETE FROM audit_seal WHERE chain = $1 AND seq = 4",
    "a changed hash": "UPDATE audit_seal SET hash = sha256('x') WHERE chain = $1 AND seq = 4",
    "a changed signature": "UPDATE audit_seal SET mac = sha256('x') WHERE chain = $1 AND seq = 4",
    "two rows in each other's place": `UPDATE audit_seal s SET entry_id = -o.entry_id FROM audit_seal o WHERE s.chain = $1 AND o.chain = $1 AND s.seq IN (4, 7) AND o.seq = 11 - s.seq`,
  };
  for (const [kind, change] of Object.entries(changes)) {
    it(kind, async () => {
      const chain = await chainOf(`project:${kind.replaceAll(/[ ']/g, "-")}`);
      await run(change, [chain]);
      if (change.includes("-o.entry_id")) await run("UPDATE audit_seal SET entry_id = -entry_id WHERE chain = $1 AND entry_id < 0", [chain]);
      expect((await faultsOf(chain))[0]).toMatchObject({ chain, seq: 4 });
    });
  }

  it("an end that was cut off, with and without a head put back", async () => {
    const chain = await chainOf("project:cut");
    await run(`WITH gone AS (DELETE FROM audit_seal WHERE chain = $1 AND seq > 8 RETURNING entry_id) DELETE FROM audit_entry e USING gone WHERE e.id = gone.entry_id`, [chain]);
    expect(await faultsOf(chain)).toMatchObject([{ seq: 9, what: expect.stringContaining("cut off") }]);
    await run("UPDATE audit_head h SET seq = s.seq, hash = s.hash FROM audit_seal s WHERE h.chain = $1 AND s.chain = $1 AND s.seq = 8", [chain]);
    expect(await faultsOf(chain)).toMatchObject([{ seq: null, what: expect.stringContaining("signature") }]);
  });
  it("a cut end whose old head was put back too, when heads are kept elsewhere", async () => {
    const chain = await chainOf("project:rolled-back");
    const { heads } = await verifyAudit();
    const [old] = await run("SELECT seq, hash, mac FROM audit_head WHERE chain = $1", [chain]) as { seq: string; hash: Buffer; mac: Buffer }[];
    await writeEntries(database.superUrl, chain, 3);
    await sealAll();
    const later = (await verifyAudit(heads)).heads;
    expect((await verifyAudit(heads)).faults.filter((fault) => fault.chain === chain)).toEqual([]);
    await run(`WITH gone AS (DELETE FROM audit_seal WHERE chain = $1 AND seq > 10 RETURNING entry_id) DELETE FROM audit_entry e USING gone WHERE e.id = gone.entry_id`, [chain]);
    await run("UPDATE audit_head SET seq = $2, hash = $3, mac = $4 WHERE chain = $1", [chain, old!.seq, old!.hash, old!.mac]);
    expect(await faultsOf(chain)).toEqual([]);
    expect((await verifyAudit(later)).faults.filter((fault) => fault.chain === chain)).toMatchObject([{ seq: 11 }]);
  });
  it("an entry that was slipped in unsealed, and one with a seal of its own making", async () => {
    const chain = await chainOf("project:slipped");
    await run(`INSERT INTO audit_entry (at, scope, chain, actor, action, outcome, subject) VALUES (now(), $1, $1, 'system', 'test.done', 'ok', '{"number": 11}')`, [chain]);
    expect(await faultsOf(chain)).toMatchObject([{ seq: null, what: expect.stringContaining("never sealed") }]);
    await run("INSERT INTO audit_seal (entry_id, chain, seq, hash, mac) SELECT max(id), $1, 11, sha256('x'), sha256('x') FROM audit_entry WHERE chain = $1", [chain]);
    expect(await faultsOf(chain)).toMatchObject([{ seq: 11 }]);
  });
  it("a chain made anew from a changed row on, hash by hash, by one who has not the key", async () => {
    const chain = await chainOf("project:made-anew");
    await run(`UPDATE audit_entry SET subject = '{"number": 99}' WHERE id = ${entryAt(4)}`, [chain]);
    const rows = await run(`SELECT s.seq::int AS seq, h.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.actor, e.person, e.action, e.outcome, e.subject, e.request_id AS "requestId"
      FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id JOIN audit_head h ON h.chain = s.chain WHERE s.chain = $1 ORDER BY s.seq`, [chain]) as { seq: number; id: string; at: string; actor: string; person: null; action: string; outcome: string; subject: Json; requestId: null }[];
    let hash: Buffer = genesis;
    for (const { seq, id, ...content } of rows) {
      hash = nextHash(hash, id, seq, content);
      await run("UPDATE audit_seal SET hash = $3 WHERE chain = $1 AND seq = $2", [chain, seq, hash]);
    }
    await run("UPDATE audit_head SET hash = $2 WHERE chain = $1", [chain, hash]);
    expect(await faultsOf(chain)).toMatchObject([{ seq: 4, what: expect.stringContaining("signature") }]);
  });
  it("a chain that is gone with all that told of it", async () => {
    const chain = await chainOf("project:gone");
    const { heads } = await verifyAudit();
    for (const table of ["audit_seal", "audit_entry", "audit_head"]) await run(`DELETE FROM ${table} WHERE chain = $1`, [chain]);
    expect(await faultsOf("(all)")).toMatchObject([{ what: expect.stringContaining("a whole chain was removed") }]);
    expect((await verifyAudit(heads)).faults).toContainEqual({ chain, seq: null, what: "the chain is gone" });
  });
  it("and what nobody touched stays whole beside it", async () => {
    expect(await faultsOf("project:1")).toMatchObject([]);
  });
});
