import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/lib/config/log";
import { findFile } from "@/lib/datalake/find-file";
import { lakeBackend } from "@/lib/datalake/registry";
import { AppError } from "@/lib/errors/app-error";
import { NotFound } from "@/lib/errors/requests";
import { problemResponse } from "@/lib/http/problem";
import { serveFile } from "./serve";
import { askerOf } from "./who";

class MethodNotAllowed extends AppError {
  static override readonly slug = "method-not-allowed";
  readonly status = 405;
}

/** Answers one request. Errors are the same problem+json as the API's; once bytes flow, a fault cuts the connection. */
export async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const started = performance.now();
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader("x-request-id", requestId);
  try {
    await answer(request, response);
  } catch (error) {
    if (response.headersSent) {
      log.error({ requestId, err: error }, "a download broke off");
      response.destroy();
    } else {
      await sendProblem(error, requestId, request, response);
    }
  }
  // Neither path nor query: names of hidden files and permits do not belong into a log.
  log.info({ requestId, method: request.method, status: response.statusCode, ms: Math.round(performance.now() - started) }, "file");
}

const securityHeaders = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-site",
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://files");
  if (request.method !== "GET" && request.method !== "HEAD") throw new MethodNotAllowed("Files are fetched by GET, or asked about by HEAD.");
  if (url.pathname === "/healthz") {
    await lakeBackend("local").health();
    return void response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end("ok\n");
  }
  const { scope, name } = fileOf(url.pathname);
  const { viewer, manifestId } = await askerOf(request, url, url.pathname);
  await serveFile(await findFile(viewer, scope, name, manifestId), request, response);
}

/** @throws NotFound for every address that is no file's: nobody learns why. */
function fileOf(pathname: string): { scope: string; name: string } {
  const [, files, ...segments] = pathname.split("/");
  try {
    const [scope = "", ...name] = segments.map(decodeURIComponent);
    if (files === "files" && scope !== "" && name.length > 0) return { scope, name: name.join("/") };
  } catch {
    // A malformed percent escape is an address of nothing.
  }
  throw new NotFound();
}

async function sendProblem(error: unknown, requestId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const problem = problemResponse(error, requestId);
  const body = Buffer.from(await problem.text());
  for (const name of ["etag", "repr-digest", "content-disposition", "accept-ranges"]) response.removeHeader(name);
  problem.headers.forEach((value, name) => response.setHeader(name, value));
  response.writeHead(problem.status, { "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
