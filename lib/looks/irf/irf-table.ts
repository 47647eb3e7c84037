import { describeTable, readColumns, type ByteSource, type ColumnInfo, type Hdu } from "@/lib/fits/read";
import { GadfBadValue } from "@/lib/gadf/errors";
import { degPer, readAxis, tevPer } from "@/lib/gadf/irf-axes";
import type { Range } from "./schema";

/** No real response comes near; a file that says so is wrong, or too large to look at. */
const MOST_BYTES = 256 * 1024 * 1024;

/** One response: a table of a single row, whose columns are axes and values. */
export class IrfTable {
  readonly #columns: readonly ColumnInfo[];

  /** @throws GadfBadValue, FitsBadHeader, … when the HDU is no table, or a table without a row */
  constructor(private readonly source: ByteSource, private readonly hdu: Hdu) {
    const { columns, rows } = describeTable(hdu);
    if (rows === 0) throw this.fault("has no row, so no values");
    this.#columns = columns;
  }

  fault(problem: string): GadfBadValue {
    return new GadfBadValue(`${this.hdu.file}, HDU ${this.hdu.name}: ${problem}`);
  }

  has(name: string): boolean {
    return this.#columns.some((column) => column.name.toUpperCase() === name);
  }

  /** Edges of the energy axis, TeV: true energy, or reconstructed in a background. */
  async energyEdges(): Promise<number[]> {
    const prefix = ["ENERG", "ETRUE"].find((name) => this.has(`${name}_LO`)) ?? "ENERG";
    return this.edges(prefix, tevPer, "TeV");
  }

  async offsets(): Promise<Range[]> {
    const [lo, hi] = [await this.axis("THETA_LO", degPer, "deg"), await this.axis("THETA_HI", degPer, "deg")];
    if (lo.length !== hi.length || lo.length === 0) throw this.fault(`THETA_LO has ${lo.length} values and THETA_HI ${hi.length}`);
    return lo.map((value, i) => ({ lo: value, hi: hi[i]! }));
  }

  /** Lower edges and the last upper one: an axis has no gaps. */
  async edges(prefix: string, factors: Record<string, number>, fallback: string): Promise<number[]> {
    const [lo, hi] = [await this.axis(`${prefix}_LO`, factors, fallback), await this.axis(`${prefix}_HI`, factors, fallback)];
    if (lo.length !== hi.length || lo.length === 0) throw this.fault(`${prefix}_LO has ${lo.length} values and ${prefix}_HI ${hi.length}`);
    return [...lo, hi.at(-1)!];
  }

  /** @param factors `{ "": 1 }` for an axis without unit */
  axis(name: string, factors: Record<string, number>, fallback: string): Promise<number[]> {
    return readAxis(this.source, this.hdu, name, factors, fallback);
  }

  /** The values of one column, as many as the axes make; `unit` as written. @throws GadfBadValue */
  async values(names: readonly string[], count: number): Promise<{ values: ArrayLike<number>; unit: string | null; dim: readonly number[] | null }> {
    const column = this.#columns.find(({ name }) => names.includes(name.toUpperCase()));
    if (!column) throw this.fault(`has no column ${names.join(" or ")}; it has ${this.#columns.map(({ name }) => name).join(", ")}`);
    if (column.format.rowBytes > MOST_BYTES) throw this.fault(`column ${column.name} has ${column.format.rowBytes} bytes in a row, more than a quick look reads (${MOST_BYTES})`);
    const read = (await readColumns(this.source, this.hdu, [column.name], { toRow: 1 }))[column.name]!;
    if (read.kind !== "number") throw this.fault(`column ${column.name} holds no numbers`);
    if (read.values.length !== count) throw this.fault(`column ${column.name} holds ${read.values.length} values, its axes make ${count}`);
    return { values: read.values, unit: read.unit, dim: read.dim };
  }
}

/** What JSON has for a value that is none. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Rows of a matrix that lies flat, the first axis fastest. */
export function matrix(rows: number, columns: number, at: (row: number, column: number) => number | undefined): (number | null)[][] {
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => finite(at(row, column))));
}
