import type { Observation } from "@/lib/catalogue/schemas";
import { type CellValue, exportColumns, type ExportColumn } from "./columns";
import type { TableWriter } from "./table-writer";

/** IVOA VOTable 1.4 with TABLEDATA; an empty cell is null. Times are MJD in UTC at the site. */
export const votableWriter: TableWriter = {
  mediaType: "application/x-votable+xml; charset=utf-8",
  extension: "vot",
  head: () => `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results">
<INFO name="QUERY_STATUS" value="OK"/>
<COOSYS ID="icrs" system="ICRS"/>
<TIMESYS ID="utc" timescale="UTC" refposition="TOPOCENTER" timeorigin="2400000.5"/>
<TABLE name="observations">
${exportColumns.map(field).join("\n")}
<DATA>
<TABLEDATA>
`,
  row: (observation: Observation) => `<TR>${exportColumns.map((column) => `<TD>${cellText(column.value(observation))}</TD>`).join("")}</TR>\n`,
  tail: () => `</TABLEDATA>
</DATA>
</TABLE>
</RESOURCE>
</VOTABLE>
`,
};

function field({ name, datatype, unit, ucd, frame, description }: ExportColumn): string {
  const type = datatype === "text" ? 'datatype="unicodeChar" arraysize="*"' : `datatype="${datatype}"`;
  const more = `${unit ? ` unit="${unit}"` : ""}${frame ? ` ref="${frame}"` : ""}`;
  return `<FIELD ID="${name}" name="${name}" ${type}${more} ucd="${ucd}"><DESCRIPTION>${escaped(description)}</DESCRIPTION></FIELD>`;
}

function cellText(value: CellValue): string {
  return value === null ? "" : escaped(String(value));
}

// Characters that XML 1.0 can not hold, not even escaped.
const unspeakable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text.replace(unspeakable, "\u{FFFD}").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
