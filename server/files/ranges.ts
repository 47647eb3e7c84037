import type { IncomingHttpHeaders } from "node:http";
import type { ByteRange } from "@/lib/datalake/backend";

/** What a request wants of a file: `whole`, some ranges, nothing since it has it, or something that is not there. */
export type Wanted = { readonly kind: "whole" } | { readonly kind: "ranges"; readonly ranges: readonly ByteRange[] } | { readonly kind: "unchanged" } | { readonly kind: "changed" } | { readonly kind: "unsatisfiable" };

/** More ranges than this are no reader's: the whole file is sent instead. Source: RFC 9110, section 14.2, 17.15. */
const mostRanges = 16;

/**
 * Source: RFC 9110, sections 13.2.2 (order of preconditions) and 14.2 (Range).
 *
 * @param etag ours, strong, in double quotes
 */
export function wantedOf(headers: IncomingHttpHeaders, method: string, etag: string, sizeBytes: number): Wanted {
  const { range } = headers;
  if (headers["if-match"] !== undefined && !hasTag(headers["if-match"], etag, false)) return { kind: "changed" };
  if (headers["if-none-match"] !== undefined && hasTag(headers["if-none-match"], etag, true)) return { kind: "unchanged" };
  if (method !== "GET" || range === undefined) return { kind: "whole" };
  // We give no Last-Modified, so a date proves nothing; a weak tag neither.
  if (headers["if-range"] !== undefined && String(headers["if-range"]) !== etag) return { kind: "whole" };
  const ranges = parseRanges(range, sizeBytes);
  if (ranges === null || ranges.length > mostRanges) return { kind: "whole" };
  return ranges.length === 0 ? { kind: "unsatisfiable" } : { kind: "ranges", ranges };
}

function hasTag(header: string, etag: string, weakly: boolean): boolean {
  if (header.trim() === "*") return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (weakly ? tag.replace(/^W\//, "") : tag) === etag);
}

/** The ranges that lie in the file, those that touch joined; null for a header that is to be ignored. */
export function parseRanges(header: string, sizeBytes: number): ByteRange[] | null {
  const list = /^bytes=([\d\s,-]+)$/i.exec(header.trim())?.[1];
  if (list === undefined || !/\d/.test(list)) return null;
  const ranges: ByteRange[] = [];
  for (const part of list.split(",").map((text) => text.trim()).filter((text) => text !== "")) {
    const [, first, last] = /^(\d*)-(\d*)$/.exec(part) ?? [];
    if (first === undefined || last === undefined || (first === "" && last === "")) return null;
    if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
    const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
    const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
    if (start <= end) ranges.push({ start, end });
  }
  return joined(ranges);
}

/** Ranges that overlap or touch become one, so that no byte is sent twice; the order asked for stays otherwise. */
function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const overlaps = sorted.some((range, i) => i > 0 && range.start <= sorted[i - 1]!.end + 1);
  if (!overlaps) return [...ranges];
  const result: ByteRange[] = [];
  for (const range of sorted) {
    const before = result.at(-1);
    if (before && range.start <= before.end + 1) result[result.length - 1] = { start: before.start, end: Math.max(before.end, range.end) };
    else result.push(range);
  }
  return result;
}
