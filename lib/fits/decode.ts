import { entriesPerRow } from "@/lib/fits/encode";
import { bytesOf, type ElementCode } from "@/lib/fits/format";
import type { ColumnInfo } from "@/lib/fits/table";

export type NumberArray = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
export type BigIntArray = BigInt64Array | BigUint64Array;

/** What one row of a variable-length column holds. */
export type RaggedValue = NumberArray | BigIntArray | (boolean | null)[] | string;

/**
 * A column's values, flat and row-major, `perRow` entries for each row, scaled to physical values.
 * - `number`: B I J E D; J with TZERO 2^31 and the like become unsigned; other scaling gives doubles.
 * - `bigint`: K, exact; unsigned with TZERO 2^63. K with any other TSCAL or TZERO becomes doubles.
 * - `text`: A, without trailing blanks; an empty string is FITS's 'no value'.
 * - `logical`: L; null is undefined. `bits`: X, a 0 or 1 each. `complex`: C M, real and imaginary part in turn.
 * - `ragged`: P Q, an array (a string for A) per row.
 *
 * `nulls` has a 1 for each entry that equals TNULL, and is null where there is none (doubles have NaN instead).
 */
export type ColumnValues =
  | { kind: "number"; values: NumberArray; perRow: number; nulls: Uint8Array | null }
  | { kind: "bigint"; values: BigIntArray; perRow: number; nulls: Uint8Array | null }
  | { kind: "text"; values: string[]; perRow: number }
  | { kind: "logical"; values: (boolean | null)[]; perRow: number }
  | { kind: "bits"; values: Uint8Array; perRow: number }
  | { kind: "complex"; values: Float32Array | Float64Array; perRow: number }
  | { kind: "ragged"; values: RaggedValue[]; perRow: 1 };

type Numeric = Exclude<ElementCode, "L" | "X" | "A">;

/** Shift by half the range, the way FITS writes (un)signed integers of the other sort. Source: FITS 4.0, table 19. */
function isUnsigned(column: ColumnInfo): boolean {
  const half: Partial<Record<ElementCode, bigint>> = { B: -128n, I: 2n ** 15n, J: 2n ** 31n, K: 2n ** 63n };
  const zero = typeof column.zero === "bigint" || Number.isInteger(column.zero) ? BigInt(column.zero) : null;
  return column.scale === 1 && zero !== null && zero === half[column.format.code];
}

function isPlain(column: ColumnInfo): boolean {
  return column.scale === 1 && Number(column.zero) === 0;
}

const plainArrays = { B: Uint8Array, I: Int16Array, J: Int32Array, K: BigInt64Array, E: Float32Array, D: Float64Array, C: Float32Array, M: Float64Array };
const shiftedArrays = { B: Int8Array, I: Uint16Array, J: Uint32Array, K: BigUint64Array };

function numericArray(column: ColumnInfo, count: number): NumberArray | BigIntArray {
  const code = column.format.code as Numeric;
  if (isUnsigned(column)) return new shiftedArrays[code as "B" | "I" | "J" | "K"](count);
  if (isPlain(column) || code === "C" || code === "M") return new plainArrays[code](count);
  return new Float64Array(count);
}

/** Reads the elements of one column into arrays made for `rows` rows (or, for the heap, for one array). */
export class ColumnDecoder {
  private readonly values: NumberArray | BigIntArray | string[] | (boolean | null)[];
  private readonly nulls: Uint8Array;
  /** TNULL as the stored numbers have it. */
  private readonly nothing: number | bigint | null;
  private readonly plain: boolean;
  private readonly shifted: boolean;
  private sawNull = false;

  constructor(private readonly column: ColumnInfo, entries: number) {
    this.plain = isPlain(column);
    this.shifted = isUnsigned(column);
    const { code } = column.format;
    if (code === "A") this.values = new Array<string>(entries).fill("");
    else if (code === "L") this.values = new Array<boolean | null>(entries).fill(null);
    else this.values = code === "X" ? new Uint8Array(entries) : numericArray(column, entries);
    const integers = (code === "B" || code === "I" || code === "J" || code === "K") && column.null !== null;
    this.nulls = new Uint8Array(integers ? entries : 0);
    this.nothing = !integers ? null : code === "K" ? BigInt(column.null!) : Number(column.null);
  }

  /**
   * Decodes `rows` rows of `perRow` entries each into the entries from `first` on. The first row's column begins at
   * `offset` of `bytes`, each next one `stride` bytes further.
   */
  fill(bytes: Buffer, offset: number, stride: number, first: number, rows: number, perRow: number): void {
    const { code } = this.column.format;
    if (code !== "A" && code !== "L" && code !== "X") {
      this.fillNumbers(bytes, offset, stride, first, rows, perRow, code);
      return;
    }
    for (let row = 0; row < rows; row++) {
      const at = offset + row * stride;
      const entry = first + row * perRow;
      if (code === "A") this.fillText(bytes, at, entry, perRow);
      else if (code === "L") this.fillLogical(bytes, at, entry, perRow);
      else this.fillBits(bytes, at, entry, perRow);
    }
  }

  private fillText(bytes: Buffer, offset: number, first: number, count: number): void {
    const width = this.column.dim?.[0] ?? this.column.format.repeat;
    for (let i = 0; i < count; i++) {
      this.values[first + i] = readText(bytes.subarray(offset + i * width, offset + (i + 1) * width));
    }
  }

  private fillLogical(bytes: Buffer, offset: number, first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const byte = bytes[offset + i];
      this.values[first + i] = byte === 0x54 ? true : byte === 0x46 ? false : null;
    }
  }

  private fillBits(bytes: Buffer, offset: number, first: number, count: number): void {
    for (let i = 0; i < count; i++) this.values[first + i] = (bytes[offset + (i >> 3)]! >> (7 - (i & 7))) & 1;
  }

  private fillNumbers(bytes: Buffer, offset: number, stride: number, first: number, rows: number, perRow: number, code: Numeric): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = this.values as NumberArray;
    const width = bytesOf(code, 1) / (code === "C" || code === "M" ? 2 : 1);
    const simple = this.plain && this.nulls.length === 0;
    let at = first;
    for (let row = 0; row < rows; row++) {
      const start = offset + row * stride;
      for (let i = 0; i < perRow; i++, at++) {
        const stored = readNumber(view, start + i * width, code);
        if (simple) values[at] = stored as number;
        else this.storeScaled(at, stored, code);
      }
    }
  }

  private storeScaled(at: number, stored: number | bigint, code: Numeric): void {
    const { scale, zero } = this.column;
    if (stored === this.nothing) {
      this.sawNull = true;
      this.nulls[at] = 1;
      this.values[at] = this.values instanceof Float64Array ? Number.NaN : (stored as number);
    } else if (this.plain) this.values[at] = stored as number;
    else if (this.shifted) this.values[at] = (typeof stored === "bigint" ? stored + BigInt(zero) : stored + Number(zero)) as number;
    // The real TZERO moves the real part of a complex number only.
    else this.values[at] = Number(stored) * scale + (at % 2 === 1 && (code === "C" || code === "M") ? 0 : Number(zero));
  }

  /** The values decoded so far. */
  result(): ColumnValues {
    const { values } = this;
    const { code } = this.column.format;
    const perRow = entriesPerRow(this.column.format, this.column.dim);
    if (code === "A") return { kind: "text", values: values as string[], perRow };
    if (code === "L") return { kind: "logical", values: values as (boolean | null)[], perRow };
    if (code === "X") return { kind: "bits", values: values as Uint8Array, perRow };
    if (code === "C" || code === "M") return { kind: "complex", values: values as Float64Array, perRow };
    const nulls = this.sawNull && !(values instanceof Float64Array) ? this.nulls : null;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) return { kind: "bigint", values, perRow, nulls };
    return { kind: "number", values: values as NumberArray, perRow, nulls };
  }
}

function readText(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("latin1", 0, end < 0 ? bytes.length : end).trimEnd();
}

function readNumber(view: DataView, at: number, code: Numeric): number | bigint {
  switch (code) {
    case "B":
      return view.getUint8(at);
    case "I":
      return view.getInt16(at);
    case "J":
      return view.getInt32(at);
    case "K":
      return view.getBigInt64(at);
    case "E":
    case "C":
      return view.getFloat32(at);
    default:
      return view.getFloat64(at);
  }
}
