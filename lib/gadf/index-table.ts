import type { FitsCard } from "@/lib/fits/card";
import { FitsMissingHdu } from "@/lib/fits/errors";
import { FitsHeader } from "@/lib/fits/header";
import { describeTable, iterateColumns, type ColumnInfo, type ColumnValues, type FitsFile, type Hdu } from "@/lib/fits/read";
import { isStructural } from "@/lib/fits/write";
import { GadfMissingColumn } from "@/lib/gadf/errors";
import { cellToJson, type JsonCell } from "@/lib/gadf/json-cell";

/** A column's definition as JSON; bigint values are decimal text. */
export type IndexColumn = {
  name: string;
  tform: string;
  unit: string | null;
  dim: number[] | null;
  null: number | string | null;
  scale: number;
  zero: number | string;
};

export type IndexCard = { keyword: string; value: string | number | boolean | null; comment?: string };

/** What is needed to write an index table again: its columns and its own header cards. Plain JSON. */
export type IndexDefinition = { columns: IndexColumn[]; cards: IndexCard[] };

/** One row of an index table, all columns, by their names as written. Plain JSON, see `JsonCell`. */
export type IndexRow = Record<string, JsonCell>;

export type IndexTable = { file: string; hdu: string; definition: IndexDefinition; rows: IndexRow[] };

/**
 * The whole of an index table, all columns, as JSON.
 *
 * @param extname of the HDU by GADF; the first binary table is taken where no HDU has that name, as gammapy does.
 * @throws FitsMissingHdu and the other FITS errors.
 */
export async function readIndexTable(file: FitsFile, extname: string): Promise<IndexTable> {
  const hdu = indexHdu(file, extname);
  const columns = describeTable(hdu).columns;
  const names = columns.map(({ name }) => name);
  const rows: IndexRow[] = [];
  for await (const chunk of iterateColumns(file.source, hdu, names)) {
    for (let row = 0; row < chunk.toRow - chunk.fromRow; row++) rows.push(rowToJson(names, chunk.columns, row));
  }
  return { file: hdu.file, hdu: hdu.name || String(hdu.index), definition: { columns: columns.map(defineColumn), cards: ownCards(hdu.header) }, rows };
}

/** One row of decoded columns as JSON. `jsonToColumns` (lib/gadf/json-column) is the way back. */
export function rowToJson(names: readonly string[], columns: Record<string, ColumnValues>, row: number): IndexRow {
  return Object.fromEntries(names.map((name) => [name, cellToJson(columns[name]!, row)]));
}

function indexHdu(file: FitsFile, extname: string): Hdu {
  const named = file.hdus.find((hdu) => hdu.name.toUpperCase() === extname && hdu.kind === "bintable");
  const first = named ?? file.hdus.find((hdu) => hdu.kind === "bintable");
  if (!first) throw new FitsMissingHdu({ file: file.source.name, hdu: extname }, "is not in the file, which has no binary table at all");
  return first;
}

const json = (value: number | bigint): number | string => (typeof value === "bigint" ? String(value) : value);

function defineColumn({ name, tform, unit, dim, null: nothing, scale, zero }: ColumnInfo): IndexColumn {
  return { name, tform, unit, dim, null: nothing === null ? null : json(nothing), scale, zero: json(zero) };
}

function ownCards(header: FitsHeader): IndexCard[] {
  // Keywords numbered by column (TDISP3, TCOMM3) would speak of another column in a table of other columns.
  const own = header.cards.filter(({ keyword }) => keyword !== "" && !isStructural(keyword) && !/^T[A-Z]{3,4}\d+$/.test(keyword));
  return own.map(({ keyword, value, comment }) => ({
    keyword,
    value: typeof value === "bigint" ? String(value) : value,
    ...(comment ? { comment } : {}),
  }));
}

/** The header's keywords again. */
export function headerOf(definition: IndexDefinition): FitsHeader {
  return new FitsHeader(definition.cards as FitsCard[]);
}

/** Finds cells by column name, whatever its case, and says which columns there are. */
export class RowReader {
  private readonly names: Map<string, string>;

  constructor(private readonly table: IndexTable) {
    this.names = new Map(table.definition.columns.map(({ name }) => [name.toUpperCase(), name]));
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  cell(row: IndexRow, name: string): JsonCell | undefined {
    const actual = this.names.get(name);
    return actual === undefined ? undefined : row[actual];
  }

  /** @throws GadfMissingColumn naming file, HDU and the columns that are missing. */
  require(names: readonly string[]): void {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length === 0) return;
    const { file, hdu } = this.table;
    throw new GadfMissingColumn(`${file}, HDU ${hdu}: lacks the required column${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`);
  }
}
