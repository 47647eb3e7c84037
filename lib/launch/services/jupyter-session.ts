import { parsedJson } from "./event-data";
import { HubAnswerOdd, HubUnreachable } from "./faults";
import type { ServiceSession, SessionFile } from "./service";

const LIMIT_MS = 15_000;

/** An answer of a Jupyter server; `gone` when it is not there any more: the proxy before it knows no such session. */
export type SessionAnswer = { readonly state: "there"; readonly status: number; readonly body: unknown } | { readonly state: "gone" };

/**
 * One call to a Jupyter server's API, with its token in a header.
 *
 * @throws HubUnreachable when nobody answers; nothing is known of the session then
 */
export async function askSession(title: string, session: ServiceSession, method: "GET" | "PUT" | "POST", path: string, signal: AbortSignal, body?: unknown): Promise<SessionAnswer> {
  try {
    const response = await fetch(`${session.url}${path}`, {
      method,
      headers: { authorization: `token ${session.token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect leads to a login page, and would take the token along.
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const text = await response.text();
    // The hub's proxy answers 404, 424 or 503 for a session that has ended, or sends one to the hub.
    if ((response.status >= 300 && response.status < 400) || [404, 424, 503].includes(response.status)) return { state: "gone" };
    return { state: "there", status: response.status, body: parsedJson(text) };
  } catch (error) {
    throw signal.aborted ? signal.reason : new HubUnreachable(title, { cause: error });
  }
}

/**
 * Puts files into a session by its contents API, with the folders above them. What is there is written over.
 * Source: PROTOCOLS, BinderHub (contents API); Jupyter Server, `PUT /api/contents/{path}`.
 *
 * @throws HubUnreachable, HubAnswerOdd
 */
export async function putFiles(title: string, session: ServiceSession, files: readonly SessionFile[], signal: AbortSignal): Promise<void> {
  for (const folder of foldersOf(files)) await put(title, session, folder, { type: "directory" }, signal);
  for (const { path, format, content } of files) await put(title, session, path, { type: "file", format, content }, signal);
}

async function put(title: string, session: ServiceSession, path: string, model: object, signal: AbortSignal): Promise<void> {
  const answer = await askSession(title, session, "PUT", `api/contents/${path.split("/").map(encodeURIComponent).join("/")}`, signal, model);
  if (answer.state === "gone") throw new HubAnswerOdd(title, "its session went away while files were put into it");
  if (answer.status !== 200 && answer.status !== 201) throw new HubAnswerOdd(title, `its session took no files: status ${answer.status}`);
}

/** Each folder once, those above before those below. */
function foldersOf(files: readonly SessionFile[]): string[] {
  const folders = files.flatMap(({ path }) => path.split("/").slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join("/")));
  return [...new Set(folders)].sort((a, b) => a.length - b.length);
}
