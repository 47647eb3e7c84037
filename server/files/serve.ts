import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { log } from "@/lib/config/log";
import type { ByteRange } from "@/lib/datalake/backend";
import type { ReadableFile } from "@/lib/datalake/find-file";
import { etagOf } from "@/lib/datalake/representation";
import type { Viewer } from "@/lib/embargo/viewer";
import { commonHeaders, disposition, reprDigest, wantedOrRefused } from "./answer-head";
import type { RunningAnswer } from "./asker-group";
import { carriedBy } from "./carried";
import { guarded } from "./guarded";

/**
 * Sends a file, or the ranges of it that are asked for, as fast as the caller reads: the stream waits while the socket
 * is full, and is closed when the caller goes away, or when the right to the file ends.
 *
 * @param viewer as whom it was found
 * @param announce puts the answer among those that run, before its first byte; takes what cuts it off
 */
export async function serveFile(file: ReadableFile, viewer: Viewer, request: IncomingMessage, response: ServerResponse, announce: (cut: () => void) => RunningAnswer): Promise<void> {
  const etag = etagOf(file);
  const wanted = wantedOrRefused(request, response, etag, file.sizeBytes);
  const headers = { ...commonHeaders(etag), ...reprDigest(file, request.headers) };
  if (wanted.kind === "unchanged") {
    response.writeHead(304, headers).end();
    return;
  }
  const parts = wanted.kind === "ranges" ? wanted.ranges : [{ start: 0, end: file.sizeBytes - 1 }];
  const body = parts.length > 1 ? severalParts(file, parts) : onePart(file, parts[0]!, wanted.kind === "ranges");
  const all = { ...headers, ...body.headers, "content-disposition": disposition(file.fileName) };
  if (request.method === "HEAD" || file.sizeBytes === 0) {
    response.writeHead(body.status, all).end();
    return;
  }
  const carried = await carriedBy(file, viewer, request, wanted);
  if (carried !== null) {
    // That it knows ranges nginx says by itself, except where it sends one.
    const told: Record<string, string> = { ...headers, "content-type": file.mediaType, "content-disposition": disposition(file.fileName), "x-accel-redirect": carried };
    if (wanted.kind !== "ranges") delete told["accept-ranges"];
    response.writeHead(200, told).end();
    return;
  }
  // Opened before the first byte of the answer: a file that is lost can still be told as an error.
  const stream = await body.open();
  response.writeHead(body.status, all);
  const answer = announce(() => cutOff(response));
  try {
    await pipeline(stream, (source: AsyncIterable<Buffer | string>) => guarded(source, answer), response);
  } finally {
    if (answer.isOver) {
      cutOff(response);
      log.info({ requestId: response.getHeader("x-request-id") }, "a download was cut off: the right to it has ended");
    }
    answer.finish();
  }
}

/** A reset throws away what waits in the machine's own buffers too, megabytes where a reader is slow. */
export function cutOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

interface Body {
  readonly status: 200 | 206;
  readonly headers: Record<string, string | number>;
  open(): Promise<Readable>;
}

function onePart(file: ReadableFile, range: ByteRange, partial: boolean): Body {
  const headers: Body["headers"] = { "content-type": file.mediaType, "content-length": range.end - range.start + 1 };
  if (partial) headers["content-range"] = `bytes ${range.start}-${range.end}/${file.sizeBytes}`;
  return { status: partial ? 206 : 200, headers, open: () => file.open(range) };
}

/** Source: RFC 9110, section 14.6. */
function severalParts(file: ReadableFile, ranges: readonly ByteRange[]): Body {
  const boundary = randomBytes(18).toString("hex");
  const head = ({ start, end }: ByteRange) => `\r\n--${boundary}\r\nContent-Type: ${file.mediaType}\r\nContent-Range: bytes ${start}-${end}/${file.sizeBytes}\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const length = ranges.reduce((sum, range) => sum + head(range).length + range.end - range.start + 1, tail.length);
  async function* pieces(first: Readable): AsyncGenerator<Buffer | string> {
    for (const [i, range] of ranges.entries()) {
      yield head(range);
      yield* i === 0 ? first : await file.open(range);
    }
    yield tail;
  }
  return { status: 206, headers: { "content-type": `multipart/byteranges; boundary=${boundary}`, "content-length": length }, open: async () => Readable.from(pieces(await file.open(ranges[0]!)), { objectMode: false }) };
}
