import { stagingAccess, stagingTokenIsOver } from "@/lib/embargo/staging-viewer";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import { LaunchOver, StagingTokenRefused } from "./errors";
import { readyToEnqueue } from "@/lib/jobs/sender";
import { failLaunch, lockLaunch } from "./locked";
import { type KeptProgress, type LaunchPlace, moveLaunch, tellLaunch } from "./move";
import type { StagingProgress } from "./schemas";
import { sessionProblem } from "./session-problems";
import { isLiving } from "./states";

/** Reports that say no more than the last one, and follow it closer than this, are not kept. Seconds. */
const CLOSEST_SEC = 0.3;

/**
 * Takes a session's report of its staging: the launch moves on with it, or fails by it, and its story grows. A report
 * that comes late, twice or out of order is no error.
 *
 * @throws StagingTokenRefused (401), LaunchOver (409) when the launch was stopped, has ended or has failed: the session gives up then.
 */
export async function reportProgress(token: string, report: StagingProgress): Promise<void> {
  const access = await stagingAccess(token);
  if (access === null) throw (await stagingTokenIsOver(token)) ? new LaunchOver(409) : new StagingTokenRefused();
  if (access.launchId !== report.launchId) throw new StagingTokenRefused();
  if (report.phase === "failed") await readyToEnqueue();
  await withViewerSql(access.viewer, async (sql) => {
    const at = await lockLaunch(sql, access.launchId);
    if (!at || !isLiving(at.state)) throw new LaunchOver(409);
    if (report.phase === "failed") await failLaunch(sql, at, sessionProblem(report.problem));
    else await follow(sql, at, report);
  });
}

async function follow(sql: Sql, at: LaunchPlace, report: StagingProgress): Promise<void> {
  const progress = keptOf(report);
  const message = messageOf(report);
  let now: LaunchPlace | null = at;
  if (now.state === "requested") now = await moveLaunch(sql, now, "staging", { message, progress });
  if (now?.state === "staging" && report.phase === "starting") now = await moveLaunch(sql, now, "starting", { message, progress });
  if (now === at && (await saysMore(sql, at.id, progress))) await tellLaunch(sql, at, { message, progress });
}

/** The phase, the counts, the file: is something new, and is it not too soon for it? */
async function saysMore(sql: Sql, id: string, progress: KeptProgress): Promise<boolean> {
  const [last] = await sql.rows<{ progress: Partial<KeptProgress> | null; isFresh: boolean }>(
    `SELECT progress, updated_at > now() - make_interval(secs => $2) AS "isFresh" FROM launch WHERE id = $1`,
    [id, CLOSEST_SEC],
  );
  const isEnd = progress.phase !== last?.progress?.phase || progress.filesDone === progress.filesTotal;
  const isSame = JSON.stringify(keptOrder(last?.progress)) === JSON.stringify(keptOrder(progress));
  return !isSame && (isEnd || !last?.isFresh);
}

function keptOrder(progress: Partial<KeptProgress> | null | undefined): unknown[] {
  return [progress?.phase, progress?.filesDone, progress?.filesTotal, progress?.bytesDone, progress?.bytesTotal, progress?.currentPath];
}

function keptOf({ phase, filesDone, filesTotal, bytesDone, bytesTotal, currentPath }: StagingProgress): KeptProgress {
  return { phase, filesDone, filesTotal, bytesDone, bytesTotal, currentPath: currentPath ?? null };
}

function messageOf({ phase, currentPath }: StagingProgress): string {
  if (phase === "verified") return "All files are there and verified";
  if (phase === "starting") return "Starting the notebook server";
  return currentPath === undefined ? "Fetching files" : `Fetching ${currentPath}`;
}
