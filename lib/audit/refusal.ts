import type { Viewer } from "@/lib/embargo/viewer";
import { AppError } from "@/lib/errors/app-error";
import type { About } from "./about";
import { recordAttempt } from "./attempts";

/** A request of the API that came to its work, as it was understood. */
export interface AskedOf {
  readonly method: string;
  /** The address's path as it was sent. */
  readonly path: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An attempt on many things is told to the chains of the first ones; the rest is counted. */
const NAMED_AT_MOST = 100;
const byResource: Readonly<Record<string, (id: string) => About>> = {
  launches: (launch) => ({ launch }),
  grants: (grant) => ({ grant }),
  requests: (request) => ({ request }),
  observations: (id) => ({ observations: [id] }),
  changes: (change) => ({ change }),
};

/** Notes what the API refuses as forbidden, or as not there: hidden and absent alike. Other faults are no attempts. */
export function recordRefusal(viewer: Viewer, asked: AskedOf, error: unknown): void {
  if (!(error instanceof AppError) || (error.status !== 403 && error.status !== 404)) return;
  const subject = { method: asked.method, route: templateOf(asked), status: error.status, problem: error.slug };
  for (const about of namedIn(asked)) recordAttempt(viewer, { action: "attempt.refused", about, subject });
}

/** What the address names, else what the body does. */
function namedIn({ path, params, query, body }: AskedOf): readonly About[] {
  const { code, name, id } = recordOf(params);
  const segments = path.split("/");
  if (typeof code === "string") return [{ project: code }];
  if (typeof name === "string" && segments.includes("collections")) return [{ collection: name }];
  const kind = segments.find((segment) => segment in byResource);
  if (typeof id === "string" && kind !== undefined) return [byResource[kind]!(id)];
  const named = [...abouts(recordOf(query)), ...abouts(recordOf(body))];
  return named.length > 0 ? named.slice(0, NAMED_AT_MOST) : [{ project: "" }];
}

/** Names wherever a body has them: `{"change": {"scope": {"project": …}}}`. */
function abouts(value: Readonly<Record<string, unknown>>): About[] {
  return Object.entries(value).flatMap(([name, inner]): About[] => {
    if (typeof inner === "string") return name === "project" ? [{ project: inner }] : name === "collection" ? [{ collection: inner }] : name === "holdId" ? [{ hold: inner }] : name === "denialId" ? [{ denial: inner }] : [];
    const texts = Array.isArray(inner) ? inner.filter((each) => typeof each === "string") : [];
    if (texts.length > 0 && (name === "codes" || name === "projects")) return texts.map((project) => ({ project }));
    if (texts.length > 0 && texts.every((each) => each.includes(":"))) return [{ observations: texts }];
    return Array.isArray(inner) ? [] : abouts(recordOf(inner));
  });
}

/** `/projects/{code}/grants`: what was asked for stands in `about`, or is told to nobody. */
function templateOf({ path, params }: AskedOf): string {
  const names = new Map(Object.entries(recordOf(params)).map(([name, value]) => [String(value), name]));
  return path
    .replace(/^\/api\/v1/, "")
    .split("/")
    .map((segment) => (names.has(decoded(segment)) ? `{${names.get(decoded(segment))}}` : segment))
    .join("/");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
