import { z } from "zod";
import { log } from "@/lib/config/log";
import { AppError } from "@/lib/errors/app-error";

/** Where the meaning of each problem is written down; the last part of the URI is the stable slug. */
const TYPE_BASE = "urn:airshower:problem:";

/** RFC 9457. `requestId` is what a user quotes and an operator greps for. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
}

/** Turns whatever was thrown into the one form in which the API tells of errors. */
export function problemResponse(error: unknown, requestId: string): Response {
  const { slug, status, detail, details } = describe(error);
  if (status >= 500) log.error({ requestId, err: error, slug }, "request failed");
  const body: Problem = { ...details, type: TYPE_BASE + slug, title: titleOf(slug), status, detail, requestId };
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "private, no-store", "x-request-id": requestId };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (typeof details.retryAfterSec === "number") headers["retry-after"] = String(details.retryAfterSec);
  return new Response(JSON.stringify(body), { status, headers });
}

function describe(error: unknown): { slug: string; status: number; detail: string; details: Record<string, unknown> } {
  if (error instanceof AppError) return { slug: error.slug, status: error.status, detail: error.message, details: error.details };
  if (error instanceof z.ZodError) return { slug: "bad-request", status: 400, detail: "The request is not as the API asks: see errors", details: { errors: error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })) } };
  if (isDatabaseAway(error)) return { slug: "database-unavailable", status: 503, detail: "The catalogue can not be reached just now. Nothing was changed; try again in a minute.", details: { retryAfterSec: 10 } };
  return { slug: "internal-error", status: 500, detail: "Something failed that we did not foresee. Nothing was changed; try again, and quote the request id if it stays.", details: {} };
}

/** Node's and PostgreSQL's own codes for 'nobody there', 'shutting down' and 'took too long'. */
function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : "";
  return (typeof code === "string" && /^(ECONNREFUSED|ECONNRESET|57P0[123]|57014|08\w{3}|53300|P1001|P1017|P2024|P2028)$/.test(code)) || message.includes("timeout exceeded when trying to connect");
}

function titleOf(slug: string): string {
  return slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll("-", " ");
}
