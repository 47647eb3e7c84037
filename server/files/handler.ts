import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { archiveAtPortal, parseArchivePath } from "@/lib/basket/archive/address";
import { log } from "@/lib/config/log";
import { withRequestId } from "@/lib/config/request-context";
import { hasRucio } from "@/lib/datalake/backends/rucio/settings";
import { findFile } from "@/lib/datalake/find-file";
import { lakeBackend } from "@/lib/datalake/registry";
import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { AppError } from "@/lib/errors/app-error";
import { NotFound } from "@/lib/errors/requests";
import { isForgedPermit } from "@/lib/http/permit";
import { problemResponse } from "@/lib/http/problem";
import { serveArchive } from "./archive";
import { AskerGone } from "./archive-files";
import { RightEnded } from "./guarded";
import { Places } from "./places";
import { RunningAnswers } from "./running";
import { serveFile } from "./serve";
import { addressOf, askerOf, PermitRefused } from "./who";

/** What this process sends at this moment. */
export const running = new RunningAnswers();
const places = new Places();
/** Once it is told to end, what is under way goes on for a while and nothing new begins. */
export const ending = { isUnderWay: false };

class ShuttingDown extends AppError {
  static override readonly slug = "shutting-down";
  readonly status = 503;
  override readonly details = { retryAfterSec: 2 };
  constructor() {
    super("This files process is being stopped and begins nothing new. Ask again in a moment: another one answers, and a download that broke off goes on by its range.");
  }
}

class MethodNotAllowed extends AppError {
  static override readonly slug = "method-not-allowed";
  readonly status = 405;
}

/** What comes from here is data to be saved: no browser may run it, frame it, or guess what it is. */
const securityHeaders = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-site",
};

/**
 * Answers one request.
 *
 * `GET|HEAD /files/{scope}/{name…}`, and `/archives/{manifest}.{zip|tar}`, with a bearer (a launch's staging token, an access token of the identity service), a
 * permit that the portal gave out, or nothing, for what is public. The embargo is asked at every request; hidden, absent
 * and malformed addresses are one answer. While bytes flow it is asked again whenever a right may have changed, and an
 * answer whose right has ended is cut off. `/healthz`: the process runs; `/readyz`: it can serve.
 *
 * Errors are the same problem+json as the API's; once bytes flow, a fault cuts the connection.
 */
export async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = requestIdOf(request.headers["x-request-id"]);
  const started = performance.now();
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader("x-request-id", requestId);
  if (ending.isUnderWay) response.setHeader("connection", "close");
  try {
    await withRequestId(requestId, () => answer(request, response));
  } catch (error) {
    if (response.headersSent) {
      if (!isGone(error)) log.error({ requestId, err: error }, "a download broke off");
      response.destroy();
    } else {
      await sendProblem(error, requestId, request, response);
    }
  }
  // Neither path nor query: names of hidden files and permits do not belong into a log.
  log.info({ requestId, method: request.method, status: response.statusCode, whole: response.writableFinished, ms: Math.round(performance.now() - started) }, "file");
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Taken apart by hand: URL would resolve `..`, and throws on what some clients send.
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s, 2);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    throw new MethodNotAllowed("Files are fetched by GET, or asked about by HEAD.");
  }
  if (path === "/healthz") return void response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end("ok\n");
  if (ending.isUnderWay) throw new ShuttingDown();
  if (path === "/readyz") return sendReadiness(response);
  const mark = running.mark();
  const asker = await askerOf(request, path, query).catch((error: unknown) => backToPortal(error, path, query, response));
  if (asker === null) return;
  const leave = request.method === "HEAD" ? () => undefined : places.take(asker.viewer, addressOf(request));
  try {
    if (path.startsWith("/archives/")) return await serveArchive(path, asker, running, request, response);
    const { scope, name } = fileOf(path);
    const access = request.method === "HEAD" ? null : { launchId: asker.launchId, range: request.headers.range };
    const file = await findFile(asker.viewer, scope, name, asker.manifestId, access);
    await serveFile(file, asker.viewer, request, response, (cut) => running.add(asker, file.key, mark, cut));
  } finally {
    leave();
  }
}

/**
 * A browser that goes on with an archive comes back with its old permit, when a minute is long over. The portal knows it
 * by its cookie, and gives it another. Whether there is such an archive is not asked here.
 */
function backToPortal(error: unknown, path: string, query: string, response: ServerResponse): null {
  const archive = parseArchivePath(path);
  const permit = new URLSearchParams(query).get("permit");
  if (!archive || permit === null || !(error instanceof PermitRefused) || isForgedPermit(permit, path)) throw error;
  response.writeHead(307, { location: archiveAtPortal(archive.manifestId, archive.format), "cache-control": "no-store" }).end();
  return null;
}

/** @throws NotFound for every address that is no file's: nobody learns why. */
function fileOf(path: string): { scope: string; name: string } {
  const [, files, ...segments] = path.split("/");
  try {
    const [scope = "", ...name] = segments.map(decodeURIComponent);
    if (files === "files" && scope !== "" && name.length > 0) return { scope, name: name.join("/") };
  } catch {
    // A malformed percent escape is an address of nothing.
  }
  throw new NotFound();
}

async function sendReadiness(response: ServerResponse): Promise<void> {
  const state = (work: Promise<unknown>) => work.then(() => "ok", () => "unavailable");
  const [database, lake] = await Promise.all([state(withViewerSql(anonymous, (sql) => sql.rows("SELECT 1"))), state(lakeBackend("local").health())]);
  // Told, and no reason to send this process nothing: what lies in the folder it serves all the same.
  const rucio = hasRucio() ? { rucio: await state(lakeBackend("rucio").health()) } : {};
  const status = database === "ok" && lake === "ok" ? 200 : 503;
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify({ database, lake, ...rucio }));
}

async function sendProblem(error: unknown, requestId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const problem = problemResponse(error, requestId);
  const body = Buffer.from(await problem.arrayBuffer());
  problem.headers.forEach((value, name) => response.setHeader(name, value));
  response.writeHead(problem.status, { "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** A load balancer may name the request first; what does not look like an id is replaced, so that logs stay clean. */
function requestIdOf(offered: string | string[] | undefined): string {
  return typeof offered === "string" && /^[A-Za-z0-9._-]{8,128}$/.test(offered) ? offered : randomUUID();
}

/** The client went away in the middle, or the right to the file did, which is nobody's fault. */
function isGone(error: unknown): boolean {
  if (error instanceof RightEnded || error instanceof AskerGone) return true;
  return ["ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED", "ECONNRESET", "EPIPE"].includes(String((error as { code?: unknown } | null)?.code));
}
