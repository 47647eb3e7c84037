import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { buildEvents } from "./binder-build";
import { parsedJson } from "./event-data";
import type { ServiceFacts } from "./facts";
import { BinderFull, HubAnswerOdd, HubRefused, HubUnreachable } from "./faults";
import { askSession, putFiles } from "./jupyter-session";
import type { BuildingService, ServerRef, ServerView, ServiceSession, SessionFile, SpawnEvent } from "./service";

export interface BinderHubSetting extends ServiceFacts {
  /** Public address, without a trailing slash. */
  readonly url: string;
  /** For a BinderHub that lets nobody in without one. */
  readonly token: string | null;
  readonly notebookPage: string;
  readonly sessionHosts: readonly string[];
  /** Without a word, not even a heartbeat, for so long the connection counts as dead, ms. */
  readonly silentLimitMs: number;
  readonly buildLimitMs: number;
}

const ANSWER_LIMIT_MS = 30_000;
const WAIT_FOR_THE_END_MS = 60_000;

/** Source: binderhub/health.py. */
const healthSchema = z.object({ ok: z.boolean(), checks: z.array(z.object({ service: z.string(), ok: z.boolean() })).default([]) });
/** Source: Jupyter Server, `GET /api/status`; it does not count as activity itself. */
const statusSchema = z.object({ last_activity: z.iso.datetime({ offset: true }) });

/**
 * A BinderHub: it builds a repository's software into an image, once, and starts a session from it, each time. It knows
 * sessions by names of its own and lists none, so the address that comes with `ready` is all there is.
 * Source: PROTOCOLS, BinderHub; checked in the sources of BinderHub.
 */
export class BinderHub implements BuildingService {
  readonly kind = "binderhub";
  readonly facts: ServiceFacts;
  readonly buildLimitMs: number;
  readonly #its: Pick<BinderHubSetting, "url" | "token" | "notebookPage" | "sessionHosts" | "silentLimitMs">;

  constructor({ url, token, notebookPage, sessionHosts, silentLimitMs, buildLimitMs, ...facts }: BinderHubSetting) {
    this.facts = facts;
    this.buildLimitMs = buildLimitMs;
    this.#its = { url, token, notebookPage, sessionHosts, silentLimitMs };
  }

  async health(signal?: AbortSignal): Promise<void> {
    const response = await this.#ask("/health", "application/json", signal, AbortSignal.timeout(ANSWER_LIMIT_MS));
    const health = healthSchema.safeParse(parsedJson(await response.text()));
    if (health.success && !health.data.ok) {
      const ailing = health.data.checks.filter(({ ok, service }) => !ok && service !== "Pod quota").map(({ service }) => service);
      throw new HubUnreachable(this.facts.title, { cause: `not well: ${ailing.join(", ")}` });
    }
    // Old ones have no such page: that somebody answers is all there is to know.
    if (!health.success && response.status !== 404) throw new HubAnswerOdd(this.facts.title, `status ${response.status}`);
  }

  async look({ session, launchId }: ServerRef, signal: AbortSignal): Promise<ServerView> {
    if (session === null) return { state: "absent" };
    const answer = await askSession(this.facts.title, session, "GET", "api/status", signal);
    if (answer.state === "gone") return { state: "absent" };
    const status = statusSchema.safeParse(answer.body);
    if (!status.success || answer.status !== 200) throw new HubAnswerOdd(this.facts.title, `its session does not speak as Jupyter does: status ${answer.status}`);
    return { state: "ready", launchId, url: session.url, lastActiveAt: new Date(status.data.last_activity) };
  }

  async *build(repository: string, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
    // The limit is for the answer's beginning: a build itself may last.
    const beginning = new AbortController();
    const timer = setTimeout(() => beginning.abort(new Error("no answer in time")), ANSWER_LIMIT_MS);
    const response = await this.#ask(`/build/${repository}`, "text/event-stream", signal, beginning.signal).finally(() => clearTimeout(timer));
    if (!response.ok || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      await response.body?.cancel();
      throw this.#refusal(response.status);
    }
    for await (const event of buildEvents(this.facts.title, response, this.#its.silentLimitMs, signal)) {
      if (event.kind === "ready") this.#checkHost(event.url);
      yield event;
    }
  }

  put(session: ServiceSession, files: readonly SessionFile[], signal: AbortSignal): Promise<void> {
    return putFiles(this.facts.title, session, files, signal);
  }

  entrance({ url, token }: ServiceSession, notebookPath: string | null): string {
    const page = notebookPath === null ? "" : `${this.#its.notebookPage}/${notebookPath.split("/").map(encodeURIComponent).join("/")}`;
    return `${url}${page}?token=${encodeURIComponent(token)}`;
  }

  /** The session ends itself, and its service takes it away with all that is in it. */
  async remove(server: ServerRef, signal: AbortSignal): Promise<void> {
    const { session } = server;
    if (session === null) return;
    const giveUpAtMs = Date.now() + WAIT_FOR_THE_END_MS;
    let asked = false;
    while (Date.now() < giveUpAtMs) {
      try {
        const answer = await askSession(this.facts.title, session, asked ? "GET" : "POST", asked ? "api/status" : "api/shutdown", signal);
        if (answer.state === "gone") return;
      } catch (error) {
        // It may end before it has answered.
        if (!(error instanceof HubUnreachable) || asked) throw error;
      }
      asked = true;
      await sleep(300, undefined, { signal });
    }
    throw new HubUnreachable(this.facts.title, { cause: "its session does not end" });
  }

  /** A ticket is put into the session: its address must be the service's, or one that the operators named. */
  #checkHost(sessionUrl: string): void {
    const [url, own] = [new URL(sessionUrl), new URL(this.#its.url)];
    const isOwn = url.host === own.host || url.host.endsWith(`.${own.host}`) || this.#its.sessionHosts.some((host) => url.host === host || url.host.endsWith(`.${host}`));
    if (!isOwn || url.protocol !== own.protocol) throw new HubAnswerOdd(this.facts.title, `a session at ${url.host}, which is not among its sessionHosts`);
  }

  async #ask(path: string, accept: string, signal: AbortSignal | undefined, limit: AbortSignal): Promise<Response> {
    const { url, token } = this.#its;
    try {
      return await fetch(`${url}${path}`, {
        headers: { accept, ...(token === null ? {} : { authorization: `token ${token}` }) },
        redirect: "manual",
        cache: "no-store",
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch (error) {
      throw signal?.aborted ? signal.reason : new HubUnreachable(this.facts.title, { cause: error });
    }
  }

  #refusal(status: number): Error {
    if (status === 429) return new BinderFull(this.facts.title, "too many requests");
    if (status === 401 || status === 403) return new HubRefused(this.facts.title, "build", { cause: `status ${status}` });
    if (status >= 500) return new HubUnreachable(this.facts.title, { cause: `status ${status}` });
    return new HubAnswerOdd(this.facts.title, `status ${status}`);
  }
}
