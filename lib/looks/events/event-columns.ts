import { describeTable, iterateColumns, type ByteSource, type ColumnInfo, type ColumnValues, type Hdu } from "@/lib/fits/read";
import { GadfBadValue } from "@/lib/gadf/errors";
import { degPer, tevPer } from "@/lib/gadf/irf-axes";
import { secondsPer } from "@/lib/gadf/time-keywords";

/** What a look may need of each event; positions in degrees, energies in TeV, times in seconds after the header's reference. */
export type EventColumn = "RA" | "DEC" | "ENERGY" | "TIME";

/** A column that can not be used, and why: for the plots that need it. */
export type MissingColumns = Partial<Record<EventColumn, string>>;

export type EventChunk = Partial<Record<EventColumn, Float64Array>>;

/** The columns that are there and make sense; of the others, why not. */
export function usableColumns(hdu: Hdu, wanted: readonly EventColumn[]): { usable: EventColumn[]; missing: MissingColumns } {
  const { columns } = describeTable(hdu);
  const missing: MissingColumns = {};
  for (const name of wanted) {
    const column = columns.find((each) => each.name.toUpperCase() === name);
    if (!column) missing[name] = `The table ${hdu.name} has no column ${name}.`;
    else if (column.format.descriptor !== null || column.format.repeat !== 1 || !"BIJKED".includes(column.format.code)) missing[name] = `Column ${name} of ${hdu.name} holds no single numbers (TFORM ${column.tform}).`;
    else if (factorOf(name, column) === null) missing[name] = `Column ${name} of ${hdu.name} has unit '${column.unit}', which is none of ${kindOf[name]}.`;
  }
  return { usable: wanted.filter((name) => !(name in missing)), missing };
}

/** The events in chunks, so that memory does not grow with their number. @throws the FITS errors */
export async function* eventChunks(source: ByteSource, hdu: Hdu, names: readonly EventColumn[], signal: AbortSignal): AsyncGenerator<{ rows: number; columns: EventChunk }> {
  if (names.length === 0) return;
  for await (const { fromRow, toRow, columns } of iterateColumns(source, hdu, names)) {
    signal.throwIfAborted();
    const chunk: EventChunk = {};
    for (const name of names) chunk[name] = inUnit(name, columns[name], hdu);
    yield { rows: toRow - fromRow, columns: chunk };
  }
}

const kindOf: Readonly<Record<EventColumn, string>> = { RA: "angle", DEC: "angle", ENERGY: "energy", TIME: "time" };

function factorOf(name: EventColumn, { unit }: Pick<ColumnInfo, "unit">): number | null {
  if (name === "TIME") return secondsPer(unit);
  const [factors, fallback] = name === "ENERGY" ? [tevPer, "tev"] : [degPer, "deg"];
  return factors[unit?.trim().toLowerCase() || fallback] ?? null;
}

function inUnit(name: EventColumn, column: ColumnInfo & ColumnValues, hdu: Hdu): Float64Array {
  const factor = factorOf(name, column);
  if (factor === null || (column.kind !== "number" && column.kind !== "bigint")) throw new GadfBadValue(`${hdu.file}, HDU ${hdu.name}: column ${name} holds no ${kindOf[name]}s`);
  if (column.values instanceof Float64Array && factor === 1) return column.values;
  const values = new Float64Array(column.values.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(column.values[i]) * factor;
  return values;
}
