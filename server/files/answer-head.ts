import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ReadableFile } from "@/lib/datalake/find-file";
import { reprDigestOf } from "@/lib/datalake/representation";
import { AppError } from "@/lib/errors/app-error";
import { type Wanted, wantedOf } from "./ranges";

/** The file is another one than the caller's If-Match names. */
class FileChanged extends AppError {
  static override readonly slug = "file-changed";
  readonly status = 412;
  constructor() {
    super("The file is not the one that If-Match names.");
  }
}

/** The range lies behind the file's end. */
class RangeNotSatisfiable extends AppError {
  static override readonly slug = "range-not-satisfiable";
  readonly status = 416;
  constructor(sizeBytes: number) {
    super(`The file has ${sizeBytes} bytes, and the range begins behind them.`);
  }
}

/** What tells of the bytes as a whole, in every answer about them. */
export function commonHeaders(etag: string): Record<string, string> {
  return { etag, "cache-control": "private, no-cache", vary: "authorization", "accept-ranges": "bytes" };
}

/**
 * What a request wants of bytes with this tag and size; refuses what can not be.
 *
 * @throws FileChanged, RangeNotSatisfiable
 */
export function wantedOrRefused({ headers, method = "GET" }: IncomingMessage, response: ServerResponse, etag: string, sizeBytes: number): Wanted {
  const wanted = wantedOf(headers, method, etag, sizeBytes);
  if (wanted.kind === "changed") throw new FileChanged();
  if (wanted.kind !== "unsatisfiable") return wanted;
  response.setHeader("content-range", `bytes */${sizeBytes}`);
  throw new RangeNotSatisfiable(sizeBytes);
}

/**
 * `Repr-Digest` of a file, whose bytes as a whole it is about, also where a part is sent; nothing for a caller who says
 * that its algorithm is not wanted, and where there is no checksum that is fit for it. Source: RFC 9530, sections 3 to 5.
 */
export function reprDigest(file: Pick<ReadableFile, "checksums" | "sizeBytes">, headers: IncomingHttpHeaders): Record<string, string> {
  const digest = reprDigestOf(file);
  if (digest === null || preferenceFor(digest.algorithm, headers["want-repr-digest"]) === 0) return {};
  return { "repr-digest": `${digest.algorithm}=:${digest.base64}:` };
}

/** One member of a dictionary of integers; null where it says nothing of it, or is none. Source: RFC 9651, section 3.2. */
function preferenceFor(algorithm: string, header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  const members = String(header).split(",").map((member) => /^[ \t]*([a-z*][a-z0-9_.*-]*)=(\d{1,15})[ \t]*$/.exec(member));
  if (members.some((member) => member === null)) return null;
  const last = members.findLast((member) => member![1] === algorithm);
  return last ? Number(last[2]) : null;
}

/** Source: RFC 6266, with the plain form for old clients. */
export function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
