import type { FitsColumn, Writable } from "@/lib/fits/column";
import { FitsUnwritable, type FitsPlace } from "@/lib/fits/errors";
import { bytesOf, parseTform, type ColumnFormat, type ElementCode } from "@/lib/fits/format";

type Integer = "B" | "I" | "J" | "K";
const integerRange: Record<Integer, [bigint, bigint]> = {
  B: [0n, 255n],
  I: [-(2n ** 15n), 2n ** 15n - 1n],
  J: [-(2n ** 31n), 2n ** 31n - 1n],
  K: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** How many entries of `values` one row takes, by type and shape. */
export function entriesPerRow(format: ColumnFormat, dim: readonly number[] | null | undefined): number {
  if (format.descriptor) return 1;
  if (format.code === "A") return dim ? dim.slice(1).reduce((product, length) => product * length, 1) : 1;
  return format.code === "C" || format.code === "M" ? format.repeat * 2 : format.repeat;
}

/** Writes the elements of one column, knowing its type, scale and null. */
export class ColumnEncoder {
  readonly format: ColumnFormat;
  readonly perRow: number;
  private readonly scale: number;
  private readonly zero: number | bigint;

  constructor(readonly column: FitsColumn, private readonly place: FitsPlace) {
    this.format = parseTform(column.tform, column.name, place);
    this.perRow = entriesPerRow(this.format, column.dim);
    this.scale = column.scale ?? 1;
    this.zero = column.zero ?? 0;
  }

  refuse(problem: string): never {
    throw new FitsUnwritable(this.place, `column ${this.column.name} ${problem}`);
  }

  /** Writes `count` entries of `values` from `first` on, at `offset`. `bytes` is zeroed there. */
  write(bytes: Buffer, offset: number, values: ArrayLike<Writable>, first: number, count: number): void {
    const { code } = this.format;
    if (code === "A") this.writeText(bytes, offset, values, first, count);
    else if (code === "X") this.writeBits(bytes, offset, values, first, count);
    else {
      const complex = code === "C" || code === "M";
      const width = bytesOf(code, 1) / (complex ? 2 : 1);
      for (let i = 0; i < count; i++) {
        // The real TZERO moves the real part of a complex number only.
        const zero = complex && i % 2 === 1 ? 0 : Number(this.zero);
        this.writeOne(bytes, offset + i * width, code, values[first + i] ?? null, zero);
      }
    }
  }

  private writeText(bytes: Buffer, offset: number, values: ArrayLike<Writable>, first: number, count: number): void {
    const width = this.column.dim?.[0] ?? this.format.repeat;
    for (let i = 0; i < count; i++) {
      const text = String(values[first + i] ?? "");
      if (text.length > width) this.refuse(`holds '${text}', longer than its ${width} characters`);
      this.writeAscii(bytes, offset + i * width, text);
    }
  }

  writeAscii(bytes: Buffer, offset: number, text: string): void {
    if (/[^\x20-\x7e]/.test(text)) this.refuse(`holds '${text}', which is not printable ASCII`);
    bytes.write(text, offset, "latin1");
  }

  private writeBits(bytes: Buffer, offset: number, values: ArrayLike<Writable>, first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      if (values[first + i]) bytes[offset + (i >> 3)]! |= 0x80 >> (i & 7);
    }
  }

  private writeOne(bytes: Buffer, offset: number, code: ElementCode, value: Writable, zero: number): void {
    switch (code) {
      case "L":
        bytes[offset] = value === null ? 0 : value ? 0x54 : 0x46;
        return;
      case "E":
      case "C":
        bytes.writeFloatBE(this.real(value, zero), offset);
        return;
      case "D":
      case "M":
        bytes.writeDoubleBE(this.real(value, zero), offset);
        return;
      case "K":
        bytes.writeBigInt64BE(BigInt(this.integer(value, code)), offset);
        return;
      case "J":
        bytes.writeInt32BE(Number(this.integer(value, code)), offset);
        return;
      case "I":
        bytes.writeInt16BE(Number(this.integer(value, code)), offset);
        return;
      default:
        bytes[offset] = Number(this.integer(value, "B"));
    }
  }

  private real(value: Writable, zero: number): number {
    if (value === null) return Number.NaN;
    if (typeof value === "string") this.refuse(`holds the text '${value}' where a number belongs`);
    return (Number(value) - zero) / this.scale;
  }

  private integer(value: Writable, code: Integer): number | bigint {
    const stored = this.stored(value);
    const [low, high] = integerRange[code];
    const exact = typeof stored === "bigint" || Number.isSafeInteger(stored);
    if (!exact || stored < low || stored > high) this.refuse(`can not hold ${value} in type ${code}`);
    return stored;
  }

  private stored(value: Writable): number | bigint {
    if (value === null) return this.column.null ?? this.refuse("has a row without a value and no TNULL to say so");
    if (typeof value === "string") return this.refuse(`holds the text '${value}' where a number belongs`);
    const plain = typeof value === "boolean" ? Number(value) : value;
    const exact = this.scale === 1 && (typeof this.zero === "bigint" || Number.isInteger(this.zero));
    if (exact && (typeof plain === "bigint" || typeof this.zero === "bigint")) {
      if (typeof plain === "number" && !Number.isSafeInteger(plain)) this.refuse(`can not hold ${plain} exactly`);
      return BigInt(plain) - BigInt(this.zero);
    }
    const scaled = (Number(plain) - Number(this.zero)) / this.scale;
    return this.scale === 1 ? scaled : Math.round(scaled);
  }
}
