import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ByteRange } from "@/lib/datalake/backend";
import type { ReadableFile } from "@/lib/datalake/find-file";
import { lakeBackend } from "@/lib/datalake/registry";
import { wantedRange } from "./ranges";

/** Answers with the file, or the part of it that was asked for. The embargo has been asked; nothing of it is held. */
export async function serveFile(file: ReadableFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const etag = `"${file.sha256}"`;
  setHeaders(response, file, etag);
  if (matches(request.headers["if-none-match"], etag)) return void response.writeHead(304).end();
  const wanted = wantedRange(request.headers.range, header(request.headers["if-range"]), file.sizeBytes, etag);
  if (wanted.kind === "unsatisfiable") return void response.writeHead(416, { "content-range": `bytes */${file.sizeBytes}`, "content-length": 0 }).end();
  const range = wanted.kind === "range" ? wanted.range : null;
  const length = range ? range.end - range.start + 1 : file.sizeBytes;
  const headers = { "content-length": length, ...(range && { "content-range": `bytes ${range.start}-${range.end}/${file.sizeBytes}` }) };
  // The lake is opened before the status is sent: a lost file must not look like an empty one.
  const stream = request.method === "HEAD" ? null : await open(file, range);
  response.writeHead(range ? 206 : 200, headers);
  if (stream === null) return void response.end();
  // A client that goes away closes the file too; back-pressure is the pipeline's.
  await pipeline(stream, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}

function setHeaders(response: ServerResponse, file: ReadableFile, etag: string): void {
  response.setHeader("accept-ranges", "bytes");
  response.setHeader("etag", etag);
  response.setHeader("repr-digest", `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`);
  response.setHeader("content-type", file.mediaType);
  // Never shown in the portal's or the hub's name: a file is somebody's upload.
  response.setHeader("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
  response.setHeader("cache-control", "private, no-cache");
  response.setHeader("vary", "authorization");
}

async function open(file: ReadableFile, range: ByteRange | null): Promise<Readable> {
  if ("content" in file.source) return Readable.from([range ? file.source.content.subarray(range.start, range.end + 1) : file.source.content]);
  const { backend, location } = file.source;
  return (await lakeBackend(backend).open(location, range ?? undefined)).stream;
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch !== undefined && ifNoneMatch.split(",").some((each) => each.trim() === etag || each.trim() === `W/${etag}` || each.trim() === "*");
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
