import http from "node:http";
import https from "node:https";
import { type Limits } from "./limits";
import { Patience } from "./patience";

/** One storage site could not give the bytes. Which and why is for the log; the next one is asked. */
export class ReplicaFault extends Error {
  /** As a disk's own fault in the middle of a file: this file fails, and nothing else. */
  readonly code = "EIO";
  constructor(
    readonly site: string,
    reason: string,
    options?: { cause?: unknown },
  ) {
    super(`${site}: ${reason}`, options);
    this.name = "ReplicaFault";
  }
}

export interface StorageRequest {
  readonly url: string;
  readonly site: string;
  /** The first byte and the last one that are wanted, counted from 0. */
  readonly start: number;
  readonly end: number;
  /** Of the whole file, as Rucio knows it. */
  readonly sizeBytes: number;
}

/** A token for storage, where it wants one. */
export type StorageToken = () => Promise<string>;

const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };
/** Doors of a storage system send on to the pool that has the bytes, once or twice. */
const MOST_REDIRECTS = 4;

/**
 * The bytes of a range from one storage site, piece by piece. By `node:http`, not `fetch`: half the cost per byte, and
 * bytes that a server calls gzip-encoded (it means that they are a .gz file) stay as they are.
 *
 * @throws ReplicaFault when it refuses, gives another file or another range, breaks off or stands still
 */
export async function* readStorage(wanted: StorageRequest, limits: Limits, token: StorageToken | null, signal?: AbortSignal): AsyncGenerator<Buffer> {
  // Without a token no site could be asked: that is nothing against this one.
  const authorization = token ? `Bearer ${await token()}` : undefined;
  const patience = new Patience(limits, signal);
  try {
    const response = await begin(wanted, new URL(wanted.url), authorization, patience);
    let leftBytes = wanted.end - wanted.start + 1;
    const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const { done, value } = await patience.waitFor(pieces.next());
      if (done) break;
      leftBytes -= value.length;
      if (leftBytes < 0) throw new ReplicaFault(wanted.site, "more bytes came than it announced");
      yield value;
    }
    if (leftBytes > 0) throw new ReplicaFault(wanted.site, `the bytes ended ${leftBytes} too early`);
  } catch (error) {
    if (error instanceof ReplicaFault || signal?.aborted) throw error;
    throw new ReplicaFault(wanted.site, (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message, { cause: error });
  } finally {
    patience.end();
  }
}

async function begin(wanted: StorageRequest, url: URL, authorization: string | undefined, patience: Patience, redirects = 0): Promise<http.IncomingMessage> {
  const { site, start, end, sizeBytes } = wanted;
  const partial = start > 0 || end < sizeBytes - 1;
  const headers = { "accept-encoding": "identity", ...(partial && { range: `bytes=${start}-${end}` }), ...(authorization !== undefined && { authorization }) };
  const response = await patience.waitFor(send(url, headers, patience.signal));
  const { statusCode: status = 0 } = response;
  if ([301, 302, 303, 307, 308].includes(status)) {
    response.destroy();
    const next = new URL(response.headers.location ?? "", url);
    if (redirects >= MOST_REDIRECTS) throw new ReplicaFault(site, "it redirects in circles");
    if (!isAsSafe(url, next)) throw new ReplicaFault(site, "it redirects to an address without TLS");
    // The token is for the door; a pool's address carries a permission of its own.
    return begin(wanted, next, next.origin === url.origin ? authorization : undefined, patience, redirects + 1);
  }
  const fault = faultOf(response, wanted, partial);
  if (fault === null) return response;
  response.destroy();
  throw new ReplicaFault(site, fault);
}

function faultOf({ statusCode: status, headers }: http.IncomingMessage, { start, end, sizeBytes }: StorageRequest, partial: boolean): string | null {
  if (status !== (partial ? 206 : 200)) return status === 200 ? "it gives no ranges" : `it answers ${status}`;
  const length = headers["content-length"];
  if (length !== undefined && Number(length) !== end - start + 1) return `it has ${length} bytes, Rucio says ${end - start + 1}`;
  if (!partial) return null;
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  if (Number(first) !== start || Number(last) !== end) return "it gives another range";
  return size === "*" || Number(size) === sizeBytes ? null : `its file has ${size} bytes, Rucio says ${sizeBytes}`;
}

function send(url: URL, headers: http.OutgoingHttpHeaders, signal: AbortSignal, mayRepeat = true): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const request = (secure ? https : http).get(url, { headers, signal, agent: agents[secure ? "https:" : "http:"] }, resolve);
    request.on("error", (error: NodeJS.ErrnoException) => {
      // A kept connection that the other side has closed meanwhile says nothing about the file.
      if (mayRepeat && request.reusedSocket && error.code === "ECONNRESET") resolve(send(url, headers, signal, false));
      else reject(error);
    });
  });
}

function isAsSafe(from: URL, to: URL): boolean {
  return to.protocol === "https:" || (to.protocol === "http:" && from.protocol === "http:");
}
