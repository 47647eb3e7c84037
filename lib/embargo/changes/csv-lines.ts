import { parse } from "csv-parse/sync";
import { CLOSED } from "./csv-export";
import type { ImportFault } from "./office-schemas";
import { clockSchema, type Clock, type OwnDate } from "./schemas";

export interface ReadProject {
  readonly line: number;
  readonly code: string;
  readonly meta: Clock;
  readonly data: Clock;
}
export interface ReadObservation {
  readonly line: number;
  readonly id: string;
  readonly metaReleaseAt: OwnDate;
  readonly dataReleaseAt: OwnDate;
}
export interface ReadClocks {
  readonly lineCount: number;
  readonly faults: ImportFault[];
  readonly projects: ReadProject[];
  readonly observations: ReadObservation[];
}

const projectKeys = ["project", "meta_from", "meta_at", "meta_months", "data_from", "data_at", "data_months"];
const observationKeys = ["observation", "meta_override", "data_override"];
const known = new Set([...projectKeys, ...observationKeys, "title", "meta_release_at", "data_release_at"]);

interface Cells {
  readonly line: number;
  readonly get: (column: string) => string;
}
class BadCell extends Error {
  constructor(readonly column: string, message: string) {
    super(message);
  }
}

/** Reads a file of clocks, of projects or of observations by its heading, and finds what is wrong in its form. */
export function readClockLines(text: string): ReadClocks {
  const faults: ImportFault[] = [];
  const rows = recordsOf(text, faults);
  const [heading, ...lines] = rows;
  const empty = { lineCount: 0, faults, projects: [], observations: [] };
  if (!heading) return faults.length > 0 ? empty : { ...empty, faults: [{ line: 1, column: null, message: "The file is empty: its first line names the columns." }] };
  const columns = heading.cells;
  const wanted = columns.includes("observation") ? observationKeys : projectKeys;
  for (const column of wanted.filter((name) => !columns.includes(name))) faults.push({ line: heading.line, column, message: "This column is missing." });
  for (const [at, column] of columns.entries()) {
    if (!known.has(column)) faults.push({ line: heading.line, column, message: `No column has this name: there are ${[...known].join(", ")}.` });
    else if (columns.indexOf(column) !== at) faults.push({ line: heading.line, column, message: "This column is there twice." });
  }
  if (faults.length > 0) return { ...empty, lineCount: lines.length };
  const found = { projects: [] as ReadProject[], observations: [] as ReadObservation[] };
  const seen = new Map<string, number>();
  for (const { line, cells } of lines) {
    if (cells.length !== columns.length) {
      faults.push({ line, column: null, message: `This line has ${cells.length} columns, the heading ${columns.length}.` });
      continue;
    }
    try {
      readLine({ line, get: (column) => cells[columns.indexOf(column)]! }, wanted === observationKeys, seen, found);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      faults.push({ line, column: error.column, message: error.message });
    }
  }
  return { lineCount: lines.length, faults, ...found };
}

function readLine(cells: Cells, ofObservation: boolean, seen: Map<string, number>, found: { projects: ReadProject[]; observations: ReadObservation[] }): void {
  const column = ofObservation ? "observation" : "project";
  const name = cells.get(column);
  if (name === "") throw new BadCell(column, "This is empty: say whose line it is.");
  const before = seen.get(name);
  if (before !== undefined) throw new BadCell(column, `${name} has a line already, ${before}.`);
  seen.set(name, cells.line);
  if (ofObservation) found.observations.push({ line: cells.line, id: name, metaReleaseAt: overrideOf(cells, "meta_override"), dataReleaseAt: overrideOf(cells, "data_override") });
  else found.projects.push({ line: cells.line, code: name, meta: clockOf(cells, "meta"), data: clockOf(cells, "data") });
}

function clockOf(cells: Cells, right: "meta" | "data"): Clock {
  const [from, at, months] = [cells.get(`${right}_from`), cells.get(`${right}_at`), cells.get(`${right}_months`)];
  if (from === "fixed") {
    if (months !== "") throw new BadCell(`${right}_months`, "A fixed clock has a date and no months: leave this empty.");
    return { from, at: at === "" ? null : momentOf(at, `${right}_at`) };
  }
  if (!["observation", "delivery", "last-observation"].includes(from)) throw new BadCell(`${right}_from`, `'${from}' is no start of a clock: fixed, observation, delivery or last-observation.`);
  if (at !== "") throw new BadCell(`${right}_at`, `A clock that starts with ${from} has months and no date: leave this empty.`);
  const clock = clockSchema.safeParse({ from, months: /^\d{1,5}$/.test(months) ? Number(months) : null });
  if (!clock.success) throw new BadCell(`${right}_months`, `'${months}' is no number of months from 0 to 1200.`);
  return clock.data;
}

function overrideOf(cells: Cells, column: string): OwnDate {
  const text = cells.get(column);
  return text === "" ? "project" : text === CLOSED ? null : momentOf(text, column);
}

/** A day is its midnight in UTC. */
function momentOf(text: string, column: string): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  const clock = clockSchema.safeParse({ from: "fixed", at: day });
  if (!clock.success) throw new BadCell(column, `'${text}' is no date: write 2027-01-31, or 2027-01-31T12:00:00Z.`);
  return new Date(day).toISOString();
}

function recordsOf(text: string, faults: ImportFault[]): { line: number; cells: string[] }[] {
  try {
    const records = parse(text, { bom: true, info: true, trim: true, relax_column_count: true, skip_empty_lines: true }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    faults.push({ line: lines ?? 1, column: null, message: `This is no CSV from here on: ${message}` });
    return [];
  }
}
