import fs from "node:fs";
import path from "node:path";

type Handler = (request: Request, context: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;
type Module = Partial<Record<string, Handler>>;

interface Route {
  /** As lib/http/operations.ts writes it: `/observations/{id}`. */
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly { readonly name: string; readonly isRest: boolean }[];
  readonly file: string;
}

const folder = path.resolve("app/api/v1");

function routeOf(file: string): Route {
  const segments = path.relative(folder, path.dirname(file)).split(path.sep);
  const names = segments.flatMap((segment) => {
    const found = /^\[(\.\.\.)?(\w+)\]$/.exec(segment);
    return found ? [{ name: found[2]!, isRest: found[1] !== undefined }] : [];
  });
  const pattern = segments.map((segment) => (segment.startsWith("[...") ? "(.+)" : segment.startsWith("[") ? "([^/]+)" : segment.replaceAll(".", "\\."))).join("/");
  return { template: `/${segments.join("/").replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}")}`, pattern: new RegExp(`^/${pattern}$`), names, file };
}

/** Every route of the API, static ones before those that take anything in their place, as Next prefers them. */
const routes: readonly Route[] = fs
  .readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => path.basename(name) === "route.ts")
  .map((name) => routeOf(path.join(folder, name)))
  .sort((a, b) => a.names.length - b.names.length);

export interface Ask {
  readonly method?: string;
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Asks the API as the portal's process would, without HTTP between. Rejects where there is no such route or method. */
export async function ask({ method = "GET", path: target, headers = {}, body }: Ask): Promise<Response> {
  const pathname = target.split("?", 1)[0]!;
  const route = routes.find(({ pattern }) => pattern.test(pathname));
  const handler = route && ((await import(route.file)) as Module)[method];
  if (!route || !handler) throw new Error(`The API has no ${method} ${pathname}`);
  const values = route.pattern.exec(pathname)!.slice(1);
  const params = Object.fromEntries(route.names.map(({ name, isRest }, i) => [name, isRest ? values[i]!.split("/") : values[i]!]));
  const request = new Request(`${process.env.PORTAL_URL}/api/v1${target}`, {
    method,
    headers: { "x-request-id": "test-request", ...headers, ...(body !== undefined && headers["content-type"] === undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve(params) });
}
