import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { CLOSED, OF_IDS, type ObservationLine, type ProjectLine, readProjectLines } from "./csv-export";
import { type ReadClocks, readClockLines } from "./csv-lines";
import { FaultyFile } from "./errors";
import { makeChange, whatIf } from "./make";
import { withManager } from "./office";
import type { ClockImport, ImportFault } from "./office-schemas";
import type { Clock, ImportedClocks, OwnDate } from "./schemas";

/** What an import is for: looked at, or made with a reason. */
export type ImportPurpose = { readonly dryRun: true } | { readonly dryRun: false; readonly reason: string; readonly expect?: string };

/**
 * Takes in a file of clocks as one change of all lines that say something new; nothing of it while any line is wrong.
 *
 * @param text CSV as `exportClocks` writes it
 * @throws NotFound for who manages nothing @throws FaultyFile with the faults, when it is not a dry run
 */
export async function importClocks(viewer: Viewer, text: string, purpose: ImportPurpose): Promise<ClockImport> {
  const read = readClockLines(text);
  const { faults, change } = await withManager(viewer, (sql) => compare(sql, read));
  const answer = { lineCount: read.lineCount, changedCount: change.projects.length + change.observations.length, faults, effect: null, change: null };
  if (faults.length > 0) {
    if (!purpose.dryRun) throw new FaultyFile(faults);
    return answer;
  }
  if (answer.changedCount === 0) return answer;
  if (purpose.dryRun) return { ...answer, effect: await whatIf(viewer, change) };
  const made = await makeChange(viewer, change, purpose.reason, purpose.expect);
  return { ...answer, effect: made.effect, change: made };
}

/** What differs from what is there, and lines about what is not the viewer's. */
async function compare(sql: Sql, read: ReadClocks): Promise<{ faults: ImportFault[]; change: ImportedClocks }> {
  const faults = [...read.faults];
  const projects = new Map((await readProjectLines(sql, read.projects.map(({ code }) => code))).map((line) => [line.project!, line]));
  const observations = await readObservations(sql, read);
  const change: ImportedClocks = {
    kind: "import",
    projects: read.projects.flatMap(({ line, code, meta, data }) => {
      const is = projects.get(code);
      if (!is) faults.push({ line, column: "project", message: `You manage no project ${code}.` });
      if (!is || (sameClock(meta, is, "meta") && sameClock(data, is, "data"))) return [];
      return [{ code, ...(!sameClock(meta, is, "meta") && { meta }), ...(!sameClock(data, is, "data") && { data }) }];
    }),
    observations: read.observations.flatMap(({ line, id, metaReleaseAt, dataReleaseAt }) => {
      const is = observations.get(id);
      if (!is) faults.push({ line, column: "observation", message: `You manage no observation ${id}.` });
      if (!is || (sameDate(metaReleaseAt, is.meta_override) && sameDate(dataReleaseAt, is.data_override))) return [];
      return [{ id, ...(!sameDate(metaReleaseAt, is.meta_override) && { metaReleaseAt }), ...(!sameDate(dataReleaseAt, is.data_override) && { dataReleaseAt }) }];
    }),
  };
  return { faults: faults.sort((a, b) => a.line - b.line), change };
}

async function readObservations(sql: Sql, { observations }: ReadClocks): Promise<Map<string, ObservationLine>> {
  const parts = observations.map(({ id }) => /^([^:]+):(\d{1,18})$/.exec(id)).filter((match) => match !== null);
  if (parts.length === 0) return new Map();
  const lines = await sql.rows<ObservationLine>(OF_IDS, [parts.map(([, name]) => name), parts.map(([, , obsId]) => obsId)]);
  return new Map(lines.map((line) => [line.observation!, line]));
}

function sameClock(clock: Clock, is: ProjectLine, right: "meta" | "data"): boolean {
  if (clock.from !== is[`${right}_from`]) return false;
  return clock.from === "fixed" ? clock.at === is[`${right}_at`] : String(clock.months) === is[`${right}_months`];
}

function sameDate(date: OwnDate, is: string | null): boolean {
  return (date === "project" ? null : (date ?? CLOSED)) === is;
}
