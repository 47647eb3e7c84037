import type { ByteRange } from "@/lib/datalake/backend";

/** What of a file is asked for: all of it, one range, or a range that it does not have. */
export type Wanted = { readonly kind: "all" } | { readonly kind: "range"; readonly range: ByteRange } | { readonly kind: "unsatisfiable" };

const all: Wanted = { kind: "all" };

/**
 * Reads a Range header. Several ranges, other units and malformed ones are answered with the whole file, which RFC 9110
 * (section 14.2) allows; `If-Range` (section 13.1.5) asks for the whole file too when it names other bytes than these.
 *
 * @param etag of the file as it is now, strong, in quotes
 */
export function wantedRange(header: string | undefined, ifRange: string | undefined, sizeBytes: number, etag: string): Wanted {
  if (header === undefined || (ifRange !== undefined && ifRange !== etag)) return all;
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!parts || (parts[1] === "" && parts[2] === "")) return all;
  const [first, last] = [parts[1] ?? "", parts[2] ?? ""];
  if (first === "") {
    const suffix = Math.min(Number(last), sizeBytes);
    return suffix === 0 ? { kind: "unsatisfiable" } : { kind: "range", range: { start: sizeBytes - suffix, end: sizeBytes - 1 } };
  }
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes) return { kind: "unsatisfiable" };
  return last !== "" && Number(last) < start ? all : { kind: "range", range: { start, end } };
}
