import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { setting } from "@/lib/config/environment";
import type { SessionOptions } from "../session-options";
import type { ServiceFacts } from "./facts";
import { HubAnswerOdd, HubUnreachable, SpawnFailed } from "./faults";
import { callHub, type HubAddress, type HubAnswer, openHubStream } from "./hub-client";
import { lastActivity, listServers, serverSchema } from "./hub-list";
import { spawnEvents } from "./hub-progress";
import { dialectOf, type HubDialect } from "./hub-versions";
import type { ListedServer, NamedServerService, ServerRef, ServerView, SpawnEvent } from "./service";

/** Where a hub is, what the portal may do there, and what its people may. */
export interface JupyterHubSetting extends ServiceFacts {
  /** Public address, without a trailing slash. */
  readonly url: string;
  readonly token: string;
  /** The page of a server that opens a notebook: `notebooks` (classic, Notebook 7) or `lab/tree` (JupyterLab). */
  readonly notebookPage: string;
}

const versionSchema = z.object({ version: z.string().regex(/^\d+\./) });
const userSchema = z.object({ servers: z.record(z.string(), serverSchema) });

const WAIT_FOR_THE_END_MS = 15 * 60_000;

/**
 * A JupyterHub, versions 3 to 6, by its REST API with the rights of a service (deploy/jupyterhub lists the scopes).
 * A launch's server is a named server of its user, so the hub itself never starts two of one name.
 * Source: PROTOCOLS, JupyterHub REST; checked in the sources of JupyterHub 3.0.
 */
export class JupyterHub implements NamedServerService {
  readonly kind = "jupyterhub";
  readonly facts: ServiceFacts;
  readonly #hub: HubAddress;
  readonly #notebookPage: string;

  constructor({ url, token, notebookPage, ...facts }: JupyterHubSetting) {
    this.facts = facts;
    this.#hub = { url, token, title: facts.title };
    this.#notebookPage = notebookPage;
  }

  async health(signal?: AbortSignal): Promise<void> {
    await this.#dialect(signal);
  }

  async look(server: ServerRef, signal: AbortSignal): Promise<ServerView> {
    const found = (await this.#servers(server.username, signal))[server.serverName];
    if (!found) return { state: "absent" };
    const launchId = found.user_options?.launchId ?? null;
    const isActive = found.stopped === undefined ? found.ready || found.pending !== null : !found.stopped;
    const state = found.pending === "stop" ? "stopping" : found.ready ? "ready" : isActive ? "starting" : "stopped";
    return { state, launchId, url: found.url, lastActiveAt: lastActivity(found) };
  }

  async start(server: ServerRef, options: SessionOptions, signal: AbortSignal): Promise<void> {
    // Asked each time: a hub that was updated since would take no options in the old form, and say nothing.
    const { startBody } = await this.#dialect(signal);
    await this.#makeUser(server.username, signal);
    const answer = await callHub(this.#hub, "POST", serverPath(server), signal, startBody(options));
    if (answer.status === 201 || answer.status === 202) return;
    // 400 is for a server that runs or starts already, and for everything else that a hub can not do.
    const now = await this.look(server, signal);
    if ((now.state === "starting" || now.state === "ready") && now.launchId === server.launchId) return;
    throw new SpawnFailed(this.#hub.title, answer.message);
  }

  async *follow(server: ServerRef, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
    const response = await openHubStream(this.#hub, `${serverPath(server)}/progress`, signal);
    if (response.ok) {
      yield* spawnEvents(this.#hub, response, signal);
      return;
    }
    // 404: no such server; 400: it is not starting. Who follows then looks.
    await response.body?.cancel();
    if (response.status !== 400 && response.status !== 404) throw new HubUnreachable(this.#hub.title, { cause: `progress: status ${response.status}` });
  }

  async remove(server: ServerRef, signal: AbortSignal): Promise<void> {
    const giveUpAtMs = Date.now() + WAIT_FOR_THE_END_MS;
    while (Date.now() < giveUpAtMs) {
      const now = await this.look(server, signal);
      if (now.state === "absent" || now.launchId !== server.launchId) return;
      const answer = await callHub(this.#hub, "DELETE", serverPath(server), signal, { remove: true });
      if (answer.status === 404) return;
      // 400: it is still starting, and a hub stops none before that is over; its session gives up by itself.
      if (answer.status !== 202 && answer.status !== 204 && answer.status !== 400) throw new HubAnswerOdd(this.#hub.title, answer.message);
      await sleep(answer.status === 204 ? 50 : answer.status === 202 ? 300 : 1000, undefined, { signal });
    }
    throw new HubUnreachable(this.#hub.title, { cause: `${server.serverName} does not end` });
  }

  list(signal: AbortSignal): Promise<readonly ListedServer[]> {
    return listServers(this.#hub, setting("PORTAL_URL"), signal);
  }

  notebookUrl(serverUrl: string, notebookPath: string | null): string {
    const url = new URL(serverUrl, this.#hub.url);
    const own = new URL(this.#hub.url);
    // Hubs may give each user a host of their own below theirs; any other is not where people shall be sent.
    if (url.protocol !== own.protocol || !(url.host === own.host || url.host.endsWith(`.${own.host}`))) throw new HubAnswerOdd(this.#hub.title, "the address of a server elsewhere");
    const base = url.href.endsWith("/") ? url.href : `${url.href}/`;
    return notebookPath === null ? base : `${base}${this.#notebookPage}/${notebookPath.split("/").map(encodeURIComponent).join("/")}`;
  }

  async #makeUser(username: string, signal: AbortSignal): Promise<void> {
    const { status, message } = await callHub(this.#hub, "POST", userPath(username), signal);
    if (status !== 201 && status !== 409) throw new SpawnFailed(this.#hub.title, message);
  }

  async #servers(username: string, signal: AbortSignal): Promise<Record<string, z.infer<typeof serverSchema>>> {
    const answer = await callHub(this.#hub, "GET", `${userPath(username)}?include_stopped_servers=1`, signal);
    if (answer.status === 404) return {};
    return this.#read(userSchema, answer).servers;
  }

  async #dialect(signal: AbortSignal | undefined): Promise<HubDialect> {
    return dialectOf(this.#hub.title, this.#read(versionSchema, await callHub(this.#hub, "GET", "/", signal)).version);
  }

  #read<Schema extends z.ZodType>(schema: Schema, answer: HubAnswer): z.output<Schema> {
    const found = schema.safeParse(answer.body);
    if (found.success && answer.status < 300) return found.data;
    throw new HubAnswerOdd(this.#hub.title, answer.message, { cause: found.error });
  }
}

function userPath(username: string): string {
  return `/users/${encodeURIComponent(username)}`;
}

function serverPath({ username, serverName }: ServerRef): string {
  return `${userPath(username)}/servers/${encodeURIComponent(serverName)}`;
}
