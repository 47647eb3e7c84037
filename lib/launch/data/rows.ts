import { z } from "zod";
import { setting } from "@/lib/config/environment";
import type { Availability } from "@/lib/datalake/availability";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { lockLaunch } from "../locked";
import { tellLaunch } from "../move";
import { launchAvailabilitySchema } from "../schemas";
import { isFinal } from "../states";
import { AVAILABILITY } from "./availability-sql";
import { wordsOf } from "./words";

const DAY_MS = 86_400_000;

const rowSchema = z.object({
  id: z.string(),
  launchId: z.string(),
  service: z.string(),
  site: z.string(),
  scope: z.string(),
  dataset: z.string(),
  ruleId: z.string().nullable(),
  releaseIds: z.array(z.string()),
  readyFiles: z.number(),
  onTapeFiles: z.number(),
  state: launchAvailabilitySchema.shape.state,
  until: z.date(),
  toldUntil: z.date().nullable(),
  askedAt: z.date(),
});
const COLUMNS = `r.id, r.launch_id AS "launchId", l.service, r.site, r.scope, r.dataset, r.rule_id AS "ruleId", r.release_ids::text[] AS "releaseIds", r.ready_files AS "readyFiles",
  r.on_tape_files AS "onTapeFiles", r.state, r.until, r.told_until AS "toldUntil", r.asked_at AS "askedAt"`;

/** A rule that a launch counts on, as kept. */
export type KeptRule = z.output<typeof rowSchema>;

/** Until when data are wanted at a storage site for a launch that ends then, or has no end: no longer than the portal lets. */
export function dataEnd(launchUntil: Date | null): Date {
  const latestMs = Date.now() + setting("RUCIO_RULE_MAX_DAYS") * DAY_MS;
  return new Date(Math.min(launchUntil?.getTime() ?? Infinity, latestMs));
}

/** Rules by a condition on `r` (launch_rule) and `l` (launch), oldest first. */
export async function rulesWhere(condition: string, values: readonly unknown[] = []): Promise<KeptRule[]> {
  const rows = await withSystemSql("rules of launches", (sql) => sql.rows(`SELECT ${COLUMNS} FROM launch_rule r JOIN launch l ON l.id = r.launch_id WHERE ${condition} ORDER BY r.asked_at, r.id`, values), "debug");
  return rows.map((row) => rowSchema.parse(row));
}

/** The rule that a launch counts on now. */
export async function livingRule(launchId: string): Promise<KeptRule | null> {
  return (await rulesWhere("r.launch_id = $1 AND r.ended_at IS NULL", [launchId]))[0] ?? null;
}

export interface NewRule {
  readonly launchId: string;
  readonly site: string;
  readonly dataset: { readonly scope: string; readonly name: string };
  readonly releaseIds: readonly string[];
  readonly onTapeFiles: number;
  readonly expectedSec: number | null;
}

const INSERT = `INSERT INTO launch_rule (launch_id, site, scope, dataset, release_ids, total_files, on_tape_files, expected_sec, until)
  SELECT l.id, $2, $3, $4, $5::bigint[], cardinality($5::bigint[]), $6, $7, least(l.until, $8) FROM launch l WHERE l.id = $1
  ON CONFLICT (launch_id) WHERE ended_at IS NULL DO NOTHING`;

/** Writes a wish down before Rucio is asked, so that no rule is made of which nobody knows. Nothing happens where the launch has one. */
export async function writeRule({ launchId, site, dataset, releaseIds, onTapeFiles, expectedSec }: NewRule): Promise<void> {
  await changeAndTell(launchId, (sql) => sql.run(INSERT, [launchId, site, dataset.scope, dataset.name, releaseIds, onTapeFiles, expectedSec, dataEnd(null)]));
}

const NOTE = `UPDATE launch_rule SET state = $2, ready_files = coalesce($3::int, ready_files), total_files = coalesce($4::int, total_files), reason = $5
  WHERE id = $1 AND ended_at IS NULL AND (state, ready_files, reason) IS DISTINCT FROM ($2::text, coalesce($3::int, ready_files), $5::text)`;

/** What is noted of a rule: how far it is, or that nobody could make it or ask for it. */
type Noted = Pick<Availability, "state" | "reason" | "readyFiles" | "totalFiles"> | { readonly state: "full" | "away"; readonly reason: null };

/** Notes how far a rule is, and tells the launch's owner where that is news. A rule that has ended at Rucio is over here too. */
export async function noteAvailability({ id, launchId }: KeptRule, now: Noted): Promise<void> {
  // A rule whose locks are still being made counts none.
  const counts = "totalFiles" in now && now.totalFiles > 0 ? [now.readyFiles, now.totalFiles] : [null, null];
  await changeAndTell(launchId, (sql) => sql.run(NOTE, [id, now.state, ...counts, now.reason]));
  if (now.state === "ended" || now.state === "full") await withSystemSql("a rule that is over", (sql) => sql.run("UPDATE launch_rule SET ended_at = now(), released_at = now() WHERE id = $1 AND ended_at IS NULL", [id]));
}

const LATEST = `SELECT ${AVAILABILITY} AS availability FROM launch_rule r WHERE r.launch_id = $1 ORDER BY r.asked_at DESC, r.id DESC LIMIT 1`;

/** In one transaction with the line that tells of it, where it changed a row. */
async function changeAndTell(launchId: string, change: (sql: Sql) => Promise<number>): Promise<void> {
  await withSystemSql("data of a launch", async (sql) => {
    const at = await lockLaunch(sql, launchId);
    if ((await change(sql)) === 0 || !at || isFinal(at.state)) return;
    const [row] = await sql.rows<{ availability: unknown }>(LATEST, [launchId]);
    const availability = launchAvailabilitySchema.parse(row?.availability);
    await tellLaunch(sql, at, { message: wordsOf(availability), availability });
  });
}
