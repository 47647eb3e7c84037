import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { recordRefusal } from "@/lib/audit/refusal";
import { type Caller, callerOf } from "@/lib/auth/viewer";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { withRequestId } from "@/lib/config/request-context";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { BadRequest, BodyTooLarge, ForeignOrigin } from "@/lib/errors/requests";
import { issueWords } from "./issue-words";
import { problemResponse } from "./problem";
import { scopeNeeded } from "./scopes";

const BODY_LIMIT_BYTES = 2_000_000;
const inWords = { error: issueWords };

interface Shape<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType> {
  readonly query?: Query;
  readonly body?: Body;
  readonly params?: Params;
  /** Routes whose caller is known by something else than cookie or bearer (a ticket, a staging token) ask for no viewer. */
  readonly anyone?: boolean;
}

export interface Call<Query, Body, Params> {
  readonly viewer: Viewer;
  /** The API token by which the viewer asks; null without one. */
  readonly apiTokenId: string | null;
  readonly query: Query;
  readonly body: Body;
  readonly params: Params;
  readonly request: Request;
  readonly requestId: string;
}

type NextContext = { params: Promise<Record<string, string | string[]>> };

/**
 * Makes a route handler: finds out who asks, refuses cross-site writes, checks query, path and body by their schemas,
 * runs the work, and answers errors as problem+json. Answers differ by viewer, so no cache may keep them.
 */
export function route<Query extends z.ZodType = z.ZodType<undefined>, Body extends z.ZodType = z.ZodType<undefined>, Params extends z.ZodType = z.ZodType<undefined>>(
  shape: Shape<Query, Body, Params>,
  work: (call: Call<z.output<Query>, z.output<Body>, z.output<Params>>) => Promise<Response>,
): (request: Request, context: NextContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = requestIdOf(request.headers.get("x-request-id"));
    const started = performance.now();
    const response = await withRequestId(requestId, () => answer(shape, work, request, context, requestId)).catch((error: unknown) => problemResponse(error, requestId));
    response.headers.set("x-request-id", requestId);
    if (!response.headers.has("cache-control")) response.headers.set("cache-control", "private, no-store");
    response.headers.append("vary", "cookie, authorization");
    log.info({ requestId, method: request.method, path: loggedPath(request), status: response.status, ms: Math.round(performance.now() - started) }, "request");
    return response;
  };
}

/** A load balancer may name the request first; what does not look like an id is replaced, so that logs stay clean. */
function requestIdOf(offered: string | null): string {
  return offered !== null && /^[A-Za-z0-9._-]{8,128}$/.test(offered) ? offered : randomUUID();
}

async function answer<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType>(
  shape: Shape<Query, Body, Params>,
  work: (call: Call<z.output<Query>, z.output<Body>, z.output<Params>>) => Promise<Response>,
  request: Request,
  context: NextContext,
  requestId: string,
): Promise<Response> {
  refuseForeignWrites(request);
  const { pathname } = new URL(request.url);
  const { viewer, apiTokenId }: Caller = shape.anyone ? { viewer: anonymous, apiTokenId: null } : await callerOf(request, scopeNeeded(request.method, pathname));
  const query = shape.query ? shape.query.parse(queryObject(new URL(request.url)), inWords) : undefined;
  const params = shape.params ? shape.params.parse(decoded(await context.params), inWords) : undefined;
  const body = shape.body ? shape.body.parse(await jsonBody(request), inWords) : undefined;
  try {
    return await work({ viewer, apiTokenId, query: query as z.output<Query>, params: params as z.output<Params>, body: body as z.output<Body>, request, requestId });
  } catch (error) {
    recordRefusal(viewer, { method: request.method, path: pathname, params, query, body }, error);
    throw error;
  }
}

/** A browser sends the cookie with other sites' requests too; they can not forge `Origin`, nor set `Authorization`. */
function refuseForeignWrites(request: Request): void {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return;
  if (request.headers.has("authorization") || !request.headers.has("cookie")) return;
  if (request.headers.get("origin") !== new URL(setting("PORTAL_URL")).origin) throw new ForeignOrigin();
}

/** A parameter given twice is a mistake, not a choice of ours; an empty one is one left out. */
function queryObject(url: URL): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name in values) throw new BadRequest(name, "was given more than once");
    if (value !== "") values[name] = value;
  }
  return values;
}

function decoded(params: Record<string, string | string[]>): Record<string, string | string[]> {
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw new BadRequest("path", "has a malformed percent escape");
    }
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.map(decode) : decode(value)]));
}

async function jsonBody(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) throw new BodyTooLarge(BODY_LIMIT_BYTES);
  const text = await request.text().catch(() => {
    // The caller hung up. Its error has the code of a database that did, which would be told, and logged, as our fault.
    throw new BadRequest("body", "broke off before its end");
  });
  if (text.length > BODY_LIMIT_BYTES) throw new BodyTooLarge(BODY_LIMIT_BYTES);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest("body", "is not JSON");
  }
}

/** Ids of hidden things must not gather in logs, nor search terms: the log tells the kind of path only. */
function loggedPath(request: Request): string {
  const [, api, version, resource = ""] = new URL(request.url).pathname.split("/");
  return `/${api}/${version}/${resource}`;
}
