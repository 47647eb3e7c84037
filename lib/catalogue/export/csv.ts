import type { Observation } from "@/lib/catalogue/schemas";
import { type CellValue, exportColumns } from "./columns";
import type { TableWriter } from "./table-writer";

/** Comma-separated values as in RFC 4180: one header line, lines end with CR LF, empty is null. */
export const csvWriter: TableWriter = {
  mediaType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: () => line(exportColumns.map(({ name }) => name)),
  row: (observation: Observation) => line(exportColumns.map((column) => column.value(observation))),
  tail: () => "",
};

function line(cells: readonly CellValue[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(value: CellValue): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
