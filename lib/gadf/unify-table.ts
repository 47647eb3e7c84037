import type { FitsColumn } from "@/lib/fits/write";
import { headerOf, type IndexColumn, type IndexDefinition, type IndexRow } from "@/lib/gadf/index-table";
import { numberOf, type JsonCell } from "@/lib/gadf/json-cell";
import { columnFromJson } from "@/lib/gadf/json-column";
import { secondsPer, timeReference } from "@/lib/gadf/time-keywords";
import { unifyColumns, unitFactor } from "@/lib/gadf/unify-column";
import { secondsBetween, type TimeReference } from "@/lib/units/time";

/** Rows of one store's index, with that store's columns and header. */
export type IndexPart = { definition: IndexDefinition; rows: readonly IndexRow[] };

const timeColumns = new Set(["TSTART", "TSTOP"]);

/** A column of the joint table: for each part its own column of that name, or null. */
type Group = { key: string; columns: (IndexColumn | null)[] };

/**
 * The columns of several stores' indexes as one table: the union of their columns, each wide enough for all, empty
 * where a store has none. Units are converted to the first store's, TSTART and TSTOP to its time reference. A column
 * that can not be brought together is left out, and a note says so.
 */
export function unifyTable(parts: readonly IndexPart[]): { columns: FitsColumn[]; time: TimeReference | null; notes: string[] } {
  const notes: string[] = [];
  const references = parts.map(({ definition }) => timeReference(headerOf(definition), "stored index header"));
  const time = references.find((reference) => reference !== null) ?? null;
  const columns: FitsColumn[] = [];
  for (const group of groupColumns(parts)) {
    const column = unifyGroup(group, parts, references, time, notes);
    if (column) columns.push(column);
  }
  return { columns, time, notes };
}

function groupColumns(parts: readonly IndexPart[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, { definition }] of parts.entries()) {
    for (const column of definition.columns) {
      const key = column.name.toUpperCase();
      const group = groups.get(key) ?? { key, columns: parts.map(() => null) };
      group.columns[index] = column;
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

type Change = (cell: JsonCell | undefined) => JsonCell | undefined;

function unifyGroup(group: Group, parts: readonly IndexPart[], references: readonly (TimeReference | null)[], time: TimeReference | null, notes: string[]): FitsColumn | null {
  const present = group.columns.filter((column) => column !== null);
  const unit = present.find((column) => column.unit)?.unit ?? null;
  const changes: Change[] = [];
  let changed = false;
  for (const [index, column] of group.columns.entries()) {
    const factor = column ? unitFactor(column.unit, unit) : 1;
    if (factor === null) {
      notes.push(`column ${group.key} is left out: units ${unit} and ${column!.unit} do not go together`);
      return null;
    }
    const shift = column && timeColumns.has(group.key) ? timeShift(references[index]!, time, unit, group.key, notes) : 0;
    changes.push(change(factor, shift));
    changed ||= factor !== 1 || shift !== 0;
  }
  const empty = (cell: JsonCell | undefined) => cell === undefined || cell === null;
  const nullable = parts.some(({ rows }, index) => {
    const name = group.columns[index]?.name;
    return name === undefined ? rows.length > 0 : rows.some((row) => empty(row[name]));
  });
  const target = changed ? { ...present[0]!, tform: "D", null: null, scale: 1, zero: 0, dim: null } : unifyColumns(present, nullable);
  if (!target) {
    notes.push(`column ${group.key} is left out: the stores give it shapes that do not go together`);
    return null;
  }
  const cells = parts.flatMap(({ rows }, index) => {
    const name = group.columns[index]?.name;
    return rows.map((row) => (name === undefined ? undefined : changes[index]!(row[name])));
  });
  return columnFromJson({ ...target, unit }, cells);
}

function change(factor: number, shift: number): Change {
  if (factor === 1 && shift === 0) return (cell) => cell;
  return (cell) => {
    const value = numberOf(cell);
    return value === null ? "NaN" : value * factor + shift;
  };
}

/** What to add to a store's times, in the column's unit, so that they count from the joint reference; NaN: not known. */
function timeShift(own: TimeReference | null, joint: TimeReference | null, unit: string | null, key: string, notes: string[]): number {
  if (!joint) return 0;
  if (!own) {
    notes.push(`${key} of a store without time reference is left empty`);
    return Number.NaN;
  }
  const seconds = secondsBetween(joint, own);
  // The same instant, written with other digits.
  if (Math.abs(seconds) < 1e-6) return 0;
  notes.push(`${key} is converted to the first store's time reference`);
  return seconds / (secondsPer(unit) ?? 1);
}
