import pg from "pg";
import { describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { decideChange } from "./decide";
import { ChangeBlocked } from "./errors";
import { makeChange, whatIf } from "./make";
import { listHolds, listDenials } from "./placed";
import { pick, type RandomWorld, randomWorld, seenBy } from "./random-world.test-support";
import type { Change, Clock, Effect, OwnDate, PartyEffect } from "./schemas";

const database = testDatabase();

const dates = ["2019-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2990-01-01T00:00:00Z", "2999-09-01T00:00:00Z", null] as const;

function randomClock(next: () => number): Clock {
  return next() < 0.5 ? { from: "fixed", at: pick(next, dates) } : { from: pick(next, ["observation", "delivery", "last-observation"] as const), months: Math.floor(next() * 100) };
}

async function randomChange({ next, codes, ids, people, manager }: RandomWorld): Promise<Change> {
  const some = () => [...new Set([pick(next, ids), ...ids.filter(() => next() < 0.3)])];
  const scope = () => (next() < 0.5 ? { project: pick(next, codes) } : { observations: some() });
  const own = (): OwnDate => (next() < 0.3 ? "project" : pick(next, dates));
  const username = pick(next, people).username;
  const kind = Math.floor(next() * 8);
  if (kind <= 1) return { kind: "project-clocks", codes: next() < 0.7 ? [pick(next, codes)] : [...codes], meta: randomClock(next), ...(next() < 0.6 && { data: randomClock(next) }) };
  if (kind === 2) return { kind: "observation-dates", observations: some(), ...(next() < 0.7 && { metaReleaseAt: own() }), dataReleaseAt: own() };
  if (kind === 3) return { kind: "hold", scope: scope(), closes: pick(next, ["read", "discover"] as const) };
  if (kind === 4) return { kind: "denial", username, scope: next() < 0.3 ? { collection: ids[0]!.split(":")[0]! } : scope() };
  if (kind === 5) return { kind: "emergency", username, scope: scope(), rights: pick(next, ["read", "discover"] as const), hours: 3 };
  const [hold] = (await listHolds(manager, { lifted: "false" })).items;
  const [denial] = (await listDenials(manager, { lifted: "false" })).items;
  if (kind === 6 && hold) return { kind: "lift-hold", holdId: hold.id };
  return denial ? { kind: "lift-denial", denialId: denial.id } : { kind: "project-clocks", codes: [codes[0]!], data: randomClock(next) };
}

/** Whom a party of an effect stands for: a group by somebody who is in no other. */
function partyViewer(world: RandomWorld, { kind, name }: PartyEffect): Viewer {
  if (kind === "public") return anonymous;
  return kind === "group" ? viewer("nobody-else", name!) : world.people.find(({ username }) => username === name)!;
}

const difference = (before: Map<string, boolean>, after: Map<string, boolean>, counts: (readable: boolean) => boolean) => [...after].filter(([id, readable]) => counts(readable) && !(before.has(id) && counts(before.get(id)!))).length;

async function compare(world: RandomWorld, change: Change): Promise<Effect> {
  const effect = await whatIf(world.manager, change);
  const viewers = effect.parties.map((party) => [party, partyViewer(world, party)] as const);
  const bystanders = world.people.filter(({ username }) => !effect.parties.some(({ name }) => name === username));
  const seen = (who: Viewer) => seenBy(who, world.keys);
  const before = new Map(await Promise.all([...viewers.map(([, who]) => who), ...bystanders].map(async (who) => [who, await seen(who)] as const)));
  const made = await makeChange(world.manager, change, "a reason", effect.digest);
  expect(made.state).toBe(effect.needsSecondManager ? "waiting" : "applied");
  if (made.state === "waiting") await decideChange(world.second, made.id, "approve", "a reason");
  for (const [party, who] of viewers) {
    const [was, is] = [before.get(who)!, await seen(who)];
    const really = { kind: party.kind, name: party.name, discoverGained: difference(was, is, () => true), discoverLost: difference(is, was, () => true), readGained: difference(was, is, Boolean), readLost: difference(is, was, Boolean) };
    expect(party, JSON.stringify(change)).toEqual(really);
  }
  // Who is no party has no part of one's own: nothing changes but what changes for the public, or a group of theirs.
  const personal = ["denial", "lift-denial", "emergency"].includes(change.kind);
  for (const who of bystanders) {
    const mine = effect.parties.filter(({ kind, name }) => kind === "public" || (kind === "group" && who.groups.includes(name!)));
    if (!personal && mine.some((party) => party.discoverGained + party.discoverLost + party.readGained + party.readLost > 0)) continue;
    expect(await seen(who), `${who.username} at ${JSON.stringify(change)}`).toEqual(before.get(who));
  }
  return effect;
}

describe("what a change would do", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("is what it does, to every party, in world %i", async (seed) => {
    const world = await randomWorld(seed);
    let moved = 0;
    for (let n = 0; n < 8; n++) {
      const change = await randomChange(world);
      const effect = await compare(world, change).catch((error: unknown) => {
        if (!(error instanceof ChangeBlocked)) throw error;
        return null;
      });
      moved += effect?.parties.reduce((sum, party) => sum + party.discoverGained + party.discoverLost + party.readGained + party.readLost, 0) ?? 0;
    }
    expect(moved).toBeGreaterThan(0);
  });

  it("is judged by the very rules of observations", async () => {
    const client = new pg.Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      const rules = await client.query<{ relation: string; rule: string }>("SELECT c.relname AS relation, pg_get_expr(p.polqual, p.polrelid) AS rule FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relname IN ('observation', 'observation_proposed') AND p.polname = 'discover'");
      expect(rules.rows.map(({ relation }) => relation).sort()).toEqual(["observation", "observation_proposed"]);
      expect(rules.rows[0]!.rule).toBe(rules.rows[1]!.rule);
      const readable = async (view: string) => {
        const { rows } = await client.query<{ text: string }>("SELECT pg_get_viewdef($1::regclass) AS text", [view]);
        return /COALESCE\((.*?), false\) AS readable/s.exec(rows[0]!.text)![1]!.replace(/\b[op]\./g, "").replace(/\s+/g, " ");
      };
      const rule = await readable("visible_observation");
      expect(rule).toContain("app.read_projects");
      expect(await readable("visible_observation_proposed")).toBe(rule);
    } finally {
      await client.end();
    }
  });
});
