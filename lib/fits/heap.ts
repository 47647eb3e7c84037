import { ColumnDecoder, type ColumnValues, type RaggedValue } from "@/lib/fits/decode";
import { FitsBadColumn } from "@/lib/fits/errors";
import { bytesOf } from "@/lib/fits/format";
import { placeOf, type Hdu } from "@/lib/fits/hdus";
import type { ByteSource } from "@/lib/fits/byte-source";
import type { ColumnInfo, TableInfo } from "@/lib/fits/table";

/** Arrays that lie close together are read in one go of at most this many bytes. */
const greatestReadBytes = 4 * 1024 * 1024;

type Piece = { row: number; count: number; offset: number; bytes: number };

/** Collects the descriptors of a variable-length column, then reads its arrays from the heap. */
export class RaggedDecoder {
  private readonly pieces: Piece[] = [];

  constructor(
    private readonly hdu: Hdu,
    private readonly table: TableInfo,
    private readonly column: ColumnInfo,
  ) {}

  /** Takes the descriptors of `rows` rows, the first at `offset` of `bytes`, the others `stride` bytes further each. */
  fill(bytes: Buffer, offset: number, stride: number, firstRow: number, rows: number): void {
    for (let row = 0; row < rows; row++) this.take(bytes, offset + row * stride, firstRow + row);
  }

  /** A descriptor that points outside of the heap is refused. */
  private take(bytes: Buffer, at: number, row: number): void {
    const { descriptor, repeat, code } = this.column.format;
    if (repeat === 0) return;
    const wide = descriptor === "Q";
    const count = wide ? Number(bytes.readBigInt64BE(at)) : bytes.readInt32BE(at);
    const offset = wide ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4);
    const length = count < 0 ? -1 : bytesOf(code, count);
    if (length < 0 || offset < 0 || offset + length > this.table.heapBytes) {
      throw new FitsBadColumn(
        placeOf(this.hdu),
        `column ${this.column.name}, row ${row + 1}: its array of ${count} at ${offset} lies outside of the heap of ${this.table.heapBytes} bytes`,
      );
    }
    this.pieces.push({ row, count, offset, bytes: length });
  }

  /** The arrays of rows `fromRow` to `toRow`, read in the order of the heap. */
  async result(source: ByteSource, fromRow: number, toRow: number): Promise<ColumnValues> {
    const values = new Array<RaggedValue>(toRow - fromRow).fill(this.decode(Buffer.alloc(0), 0, 0));
    const start = this.hdu.dataOffset + this.table.heapOffset;
    for (const group of grouped(this.pieces)) {
      const first = group[0]!.offset;
      const length = Math.max(...group.map((piece) => piece.offset + piece.bytes)) - first;
      const bytes = await source.read(start + first, length);
      for (const piece of group) values[piece.row - fromRow] = this.decode(bytes, piece.offset - first, piece.count);
    }
    return { kind: "ragged", values, perRow: 1 };
  }

  private decode(bytes: Buffer, offset: number, count: number): RaggedValue {
    const { format } = this.column;
    const entries = format.code === "A" ? 1 : format.code === "C" || format.code === "M" ? count * 2 : count;
    const fixed = { ...this.column, dim: null, format: { ...format, repeat: count, descriptor: null } };
    const decoder = new ColumnDecoder(fixed, entries);
    decoder.fill(bytes, offset, 0, 0, 1, entries);
    const { values } = decoder.result();
    return format.code === "A" ? (values as string[])[0]! : (values as RaggedValue);
  }
}

function grouped(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => a.offset - b.offset)) {
    const group = groups.at(-1);
    if (group && piece.offset + piece.bytes - group[0]!.offset <= greatestReadBytes) group.push(piece);
    else groups.push([piece]);
  }
  return groups;
}
