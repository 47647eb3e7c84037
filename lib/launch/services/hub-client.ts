import { z } from "zod";
import { HubAnswerOdd, HubBusy, HubRefused, HubUnreachable } from "./faults";

/** Where a hub is, and what the portal shows it. */
export interface HubAddress {
  /** Public address, without a trailing slash. */
  readonly url: string;
  readonly token: string;
  readonly title: string;
}

/** What the hub answers to the calls that it takes as they are: a status that means something, and its own message. */
export interface HubAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly message: string;
}

const ANSWER_LIMIT_MS = 10_000;
/** A hub may wait for a server before it answers (its `slow_spawn_timeout`, ten seconds by default). */
const CHANGE_LIMIT_MS = 30_000;

const messageSchema = z.object({ message: z.string().min(1) });

/**
 * One call to the hub's REST API, with a time limit. What no caller could do anything about is thrown here.
 *
 * @throws HubUnreachable, HubRefused, HubBusy, HubAnswerOdd
 */
export async function callHub(hub: HubAddress, method: "GET" | "POST" | "DELETE", path: string, signal: AbortSignal | undefined, body?: unknown, accept?: string): Promise<HubAnswer> {
  const limit = AbortSignal.timeout(method === "GET" ? ANSWER_LIMIT_MS : CHANGE_LIMIT_MS);
  const response = await ask(hub, path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(accept === undefined ? {} : { headers: { accept } }) }, signal, limit);
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(hub, error, signal);
  });
  const answer = { status: response.status, body: parsed(text), message: messageOf(text, response.status) };
  refuseWhatNobodyCanMend(hub, answer, path);
  return answer;
}

/** A call whose answer is read as it comes (server-sent events); ends with `signal`. */
export async function openHubStream(hub: HubAddress, path: string, signal: AbortSignal): Promise<Response> {
  // The limit is for the answer's beginning: the stream itself may last.
  const beginning = new AbortController();
  const timer = setTimeout(() => beginning.abort(), ANSWER_LIMIT_MS);
  try {
    return await ask(hub, path, { method: "GET", headers: { accept: "text/event-stream" } }, signal, beginning.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(hub: HubAddress, path: string, init: RequestInit, signal: AbortSignal | undefined, limit: AbortSignal): Promise<Response> {
  try {
    return await fetch(`${hub.url}/hub/api${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `token ${hub.token}`, ...(init.body ? { "content-type": "application/json" } : {}) },
      // A redirect would take the token elsewhere.
      redirect: "manual",
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    throw unreachable(hub, error, signal);
  }
}

/** The caller's own end of the call is no fault of the hub's. */
export function unreachable(hub: HubAddress, error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? signal.reason : new HubUnreachable(hub.title, { cause: error });
}

function refuseWhatNobodyCanMend(hub: HubAddress, { status, message }: HubAnswer, path: string): void {
  // The proxy in front of a hub that is down answers 502 to 504 for it.
  if (status >= 502 && status <= 504) throw status === 503 && /too many|busy|capacity/i.test(message) ? new HubBusy(hub.title, message) : new HubUnreachable(hub.title, { cause: message });
  if (status === 429) throw new HubBusy(hub.title, message);
  if (status === 401 || status === 403) throw new HubRefused(hub.title, /servers/.test(path) ? "start and stop servers" : "look after its users", { cause: message });
  if (status >= 300 && status < 400) throw new HubAnswerOdd(hub.title, `status ${status}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function messageOf(text: string, status: number): string {
  const found = messageSchema.safeParse(parsed(text));
  return found.success ? found.data.message.slice(0, 500) : `status ${status}`;
}
