import type { ByteSource } from "@/lib/fits/byte-source";
import { ColumnDecoder, type ColumnValues } from "@/lib/fits/decode";
import { entriesPerRow } from "@/lib/fits/encode";
import { FitsTruncated } from "@/lib/fits/errors";
import { RaggedDecoder } from "@/lib/fits/heap";
import { findHdu, listHdus, placeOf, type Hdu } from "@/lib/fits/hdus";
import { openSource } from "@/lib/fits/source";
import { describeTable, findColumn, type ColumnInfo, type TableInfo } from "@/lib/fits/table";

export type { ColumnValues } from "@/lib/fits/decode";
export { findHdu, listHdus, type Hdu } from "@/lib/fits/hdus";
export type { ByteSource } from "@/lib/fits/byte-source";
export { BufferSource, openSource } from "@/lib/fits/source";
export { describeTable, type ColumnInfo, type TableInfo } from "@/lib/fits/table";

/** Rows wider than this are read column by column, so that an axis of an IRF does not cost its whole matrix. */
const wideRowBytes = 64 * 1024;
const chunkBytes = 4 * 1024 * 1024;

/** Rows `fromRow` (from 0) up to but without `toRow`. */
export type RowRange = { fromRow?: number; toRow?: number };
export type Columns<Name extends string = string> = Record<Name, ColumnInfo & ColumnValues>;

/** An open FITS file and its HDUs. */
export type FitsFile = { source: ByteSource; hdus: Hdu[] };

/** Opens a file, lists its HDUs, does the work and closes it. `name` is what messages call it. */
export async function withFits<T>(path: string, work: (file: FitsFile) => Promise<T>, name = path): Promise<T> {
  const source = await openSource(path, name);
  try {
    return await work({ source, hdus: await listHdus(source) });
  } finally {
    await source.close();
  }
}

/**
 * Selected columns of a table, keyed by the names asked for. Memory: the values asked for and a chunk of 4 MB.
 *
 * @throws FitsMissingColumn, FitsBadColumn, FitsTruncated, FitsGzipDamaged.
 */
export async function readColumns<Name extends string>(
  source: ByteSource,
  hdu: Hdu,
  names: readonly Name[],
  range: RowRange = {},
): Promise<Columns<Name>> {
  const table = describeTable(hdu);
  const fromRow = Math.max(0, range.fromRow ?? 0);
  const toRow = Math.max(fromRow, Math.min(range.toRow ?? table.rows, table.rows));
  const readers = names.map((name) => new ColumnReader(hdu, table, findColumn(hdu, table, name), fromRow, toRow));
  const place = { source, hdu, table };
  if (table.rowBytes > wideRowBytes) await readCells(place, readers, fromRow, toRow);
  else await readRows(place, readers, fromRow, toRow);
  const entries: [string, ColumnInfo & ColumnValues][] = [];
  for (const [index, reader] of readers.entries()) entries.push([names[index]!, await reader.result(source)]);
  return Object.fromEntries(entries) as Columns<Name>;
}

/**
 * The same in chunks of rows, for tables of any size: memory stays at one chunk.
 *
 * @param range `chunkRows` is 4 MB worth of rows when left out.
 */
export async function* iterateColumns<Name extends string>(
  source: ByteSource,
  hdu: Hdu,
  names: readonly Name[],
  range: RowRange & { chunkRows?: number } = {},
): AsyncGenerator<{ fromRow: number; toRow: number; columns: Columns<Name> }> {
  const table = describeTable(hdu);
  const step = Math.max(1, range.chunkRows ?? Math.floor(chunkBytes / Math.max(1, table.rowBytes)));
  const end = Math.min(range.toRow ?? table.rows, table.rows);
  for (let fromRow = range.fromRow ?? 0; fromRow < end; fromRow += step) {
    const toRow = Math.min(fromRow + step, end);
    yield { fromRow, toRow, columns: await readColumns(source, hdu, names, { fromRow, toRow }) };
  }
}

/** Columns of the table of that name in a file: `readColumns` for the common case. */
export function readTable<Name extends string>(file: FitsFile, hduName: string, names: readonly Name[]): Promise<Columns<Name>> {
  return readColumns(file.source, findHdu(file.hdus, hduName), names);
}

type TablePlace = { source: ByteSource; hdu: Hdu; table: TableInfo };

class ColumnReader {
  private readonly decoder: ColumnDecoder | null;
  private readonly ragged: RaggedDecoder | null;
  private readonly perRow: number;

  constructor(hdu: Hdu, table: TableInfo, readonly column: ColumnInfo, private readonly fromRow: number, private readonly toRow: number) {
    const variable = column.format.descriptor !== null;
    this.perRow = entriesPerRow(column.format, column.dim);
    this.ragged = variable ? new RaggedDecoder(hdu, table, column) : null;
    this.decoder = variable ? null : new ColumnDecoder(column, (toRow - fromRow) * this.perRow);
  }

  /** Takes `rows` rows from `firstRow` on; the first row's column begins at `offset` of `bytes`. */
  take(bytes: Buffer, offset: number, stride: number, firstRow: number, rows: number): void {
    this.ragged?.fill(bytes, offset, stride, firstRow, rows);
    this.decoder?.fill(bytes, offset, stride, (firstRow - this.fromRow) * this.perRow, rows, this.perRow);
  }

  async result(source: ByteSource): Promise<ColumnInfo & ColumnValues> {
    const values = this.ragged ? await this.ragged.result(source, this.fromRow, this.toRow) : this.decoder!.result();
    return { ...this.column, ...values };
  }
}

async function readRows({ source, hdu, table }: TablePlace, readers: readonly ColumnReader[], fromRow: number, toRow: number): Promise<void> {
  const step = Math.max(1, Math.floor(chunkBytes / Math.max(1, table.rowBytes)));
  for (let first = fromRow; first < toRow; first += step) {
    const last = Math.min(first + step, toRow);
    const bytes = await readExactly(source, hdu, first * table.rowBytes, (last - first) * table.rowBytes);
    for (const reader of readers) reader.take(bytes, reader.column.offset, table.rowBytes, first, last - first);
  }
}

async function readCells({ source, hdu, table }: TablePlace, readers: readonly ColumnReader[], fromRow: number, toRow: number): Promise<void> {
  for (let row = fromRow; row < toRow; row++) {
    for (const reader of readers) {
      const { offset, format } = reader.column;
      reader.take(await readExactly(source, hdu, row * table.rowBytes + offset, format.rowBytes), 0, 0, row, 1);
    }
  }
}

async function readExactly(source: ByteSource, hdu: Hdu, offset: number, length: number): Promise<Buffer> {
  const bytes = await source.read(hdu.dataOffset + offset, length);
  if (bytes.length < length) throw new FitsTruncated(placeOf(hdu), `the file ends inside the data, ${length - bytes.length} bytes early: it is cut off`);
  return bytes;
}
