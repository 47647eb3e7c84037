import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { archiveBytes, inLargerPieces } from "@/lib/archive/stream";
import { recordAttempt } from "@/lib/audit/attempts";
import { parseArchivePath } from "@/lib/basket/archive/address";
import { planArchive } from "@/lib/basket/archive/plan";
import { MANIFEST_SCOPE } from "@/lib/catalogue/did";
import { NotFound } from "@/lib/errors/requests";
import { commonHeaders, disposition, wantedOrRefused } from "./answer-head";
import { faultsOf } from "./archive-faults";
import { ArchiveFiles } from "./archive-files";
import type { RunningAnswers } from "./running";
import { cutOff } from "./serve";
import type { Asker } from "./who";

/**
 * Sends a manifest as one archive, or one range of it; of several ranges, the whole. Its length is known before the first
 * byte, nothing is kept on disk, and no more is read than is sent. Who asks for a manifest of somebody else's, or of
 * nobody's, is told that there is nothing.
 *
 * @throws NotFound, and what `wantedOrRefused` throws
 */
export async function serveArchive(path: string, asker: Asker, running: RunningAnswers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = parseArchivePath(path);
  const { viewer } = asker;
  if (!address || viewer.kind !== "user" || (asker.manifestId !== null && asker.manifestId !== address.manifestId)) throw new NotFound();
  const { manifestId, format } = address;
  const { layout, files, etag, fileName } = await planArchive(viewer, manifestId, format, faultsOf(manifestId)).catch((error: unknown) => {
    if (error instanceof NotFound) recordAttempt(viewer, { action: "file.read", about: { file: { scope: MANIFEST_SCOPE, name: `${manifestId}/*.${format}` } }, subject: { status: 404 } });
    throw error;
  });
  const wanted = wantedOrRefused(request, response, etag, layout.totalBytes);
  const headers = commonHeaders(etag);
  if (wanted.kind === "unchanged") return void response.writeHead(304, headers).end();
  const part = wanted.kind === "ranges" && wanted.ranges.length === 1 ? wanted.ranges[0] : undefined;
  const [start, end] = part ? [part.start, part.end] : [0, layout.totalBytes - 1];
  response.writeHead(part ? 206 : 200, {
    ...headers,
    "content-type": layout.framing.mediaType,
    "content-length": end - start + 1,
    "content-disposition": disposition(fileName),
    ...(part && { "content-range": `bytes ${start}-${end}/${layout.totalBytes}` }),
  });
  if (request.method === "HEAD") return void response.end();
  const source = new ArchiveFiles(manifestId, files, layout, end + 1, asker, running);
  try {
    await pipeline(inLargerPieces(archiveBytes(layout, source, start, end + 1)), response);
  } catch (error) {
    cutOff(response);
    throw error;
  } finally {
    source.close();
  }
}
