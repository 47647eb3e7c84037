import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { SessionOptions } from "../session-options";
import { HubAnswerOdd, HubUnreachable, SpawnFailed } from "./faults";
import { callHub, type HubAddress, type HubAnswer, openHubStream } from "./hub-client";
import { spawnEvents } from "./hub-progress";
import type { Environment, NotebookService, ServerRef, ServerView, SpawnEvent } from "./service";

export interface JupyterHubSetting extends HubAddress {
  readonly id: string;
  readonly dataClass: "public" | "embargoed";
  readonly stageBeforeOpenBytes: number;
  readonly environments: readonly Environment[];
  /** The page of a server that opens a notebook: `notebooks` (classic, Notebook 7) or `lab/tree` (JupyterLab). */
  readonly notebookPage: string;
}

const versionSchema = z.object({ version: z.string().regex(/^\d+\./) });
const serverSchema = z.object({
  ready: z.boolean(),
  pending: z.string().nullable(),
  stopped: z.boolean().optional(),
  url: z.string(),
  user_options: z.looseObject({ launchId: z.string().optional() }).nullable().catch(null),
});
const userSchema = z.object({ servers: z.record(z.string(), serverSchema) });

const WAIT_FOR_THE_END_MS = 15 * 60_000;

/**
 * A JupyterHub, versions 3 to 6, by its REST API with the rights of a service (deploy/jupyterhub lists the scopes).
 * A launch's server is a named server of its user, so the hub itself never starts two of one name.
 * Source: PROTOCOLS, JupyterHub REST; checked in the sources of JupyterHub 3.0.
 */
export class JupyterHub implements NotebookService {
  readonly kind = "jupyterhub";
  readonly id: string;
  readonly title: string;
  readonly dataClass: "public" | "embargoed";
  readonly stageBeforeOpenBytes: number;
  readonly environments: readonly Environment[];

  constructor(private readonly hub: JupyterHubSetting) {
    this.id = hub.id;
    this.title = hub.title;
    this.dataClass = hub.dataClass;
    this.stageBeforeOpenBytes = hub.stageBeforeOpenBytes;
    this.environments = hub.environments;
  }

  async health(signal?: AbortSignal): Promise<void> {
    await this.#majorVersion(signal);
  }

  async look(server: ServerRef, signal: AbortSignal): Promise<ServerView> {
    const found = (await this.#servers(server.username, signal))[server.serverName];
    if (!found) return { state: "absent" };
    const launchId = found.user_options?.launchId ?? null;
    const isActive = found.stopped === undefined ? found.ready || found.pending !== null : !found.stopped;
    const state = found.pending === "stop" ? "stopping" : found.ready ? "ready" : isActive ? "starting" : "stopped";
    return { state, launchId, url: found.url };
  }

  async start(server: ServerRef, options: SessionOptions, signal: AbortSignal): Promise<void> {
    // Asked each time: a hub that was updated since would take no options in the old form, and say nothing.
    const body = (await this.#majorVersion(signal)) >= 6 ? { user_options: options } : options;
    await this.#makeUser(server.username, signal);
    const answer = await callHub(this.hub, "POST", serverPath(server), signal, body);
    if (answer.status === 201 || answer.status === 202) return;
    // 400 is for a server that runs or starts already, and for everything else that a hub can not do.
    const now = await this.look(server, signal);
    if ((now.state === "starting" || now.state === "ready") && now.launchId === server.launchId) return;
    throw new SpawnFailed(this.title, answer.message);
  }

  async *follow(server: ServerRef, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
    const response = await openHubStream(this.hub, `${serverPath(server)}/progress`, signal);
    if (response.ok) {
      yield* spawnEvents(this.hub, response, signal);
      return;
    }
    // 404: no such server; 400: it is not starting. Who follows then looks.
    await response.body?.cancel();
    if (response.status !== 400 && response.status !== 404) throw new HubUnreachable(this.title, { cause: `progress: status ${response.status}` });
  }

  async remove(server: ServerRef, signal: AbortSignal): Promise<void> {
    const giveUpAtMs = Date.now() + WAIT_FOR_THE_END_MS;
    while (Date.now() < giveUpAtMs) {
      const now = await this.look(server, signal);
      if (now.state === "absent" || now.launchId !== server.launchId) return;
      const answer = await callHub(this.hub, "DELETE", serverPath(server), signal, { remove: true });
      if (answer.status === 404) return;
      // 400: it is still starting, and a hub stops none before that is over; its session gives up by itself.
      if (answer.status !== 202 && answer.status !== 204 && answer.status !== 400) throw new HubAnswerOdd(this.title, answer.message);
      await sleep(answer.status === 204 ? 50 : answer.status === 202 ? 300 : 1000, undefined, { signal });
    }
    throw new HubUnreachable(this.title, { cause: `${server.serverName} does not end` });
  }

  async launchesOf(username: string, signal: AbortSignal): Promise<readonly string[]> {
    const servers = Object.values(await this.#servers(username, signal));
    return servers.filter((server) => server.ready || server.pending !== null).flatMap((server) => server.user_options?.launchId ?? []);
  }

  notebookUrl(serverUrl: string, notebookPath: string | null): string {
    const url = new URL(serverUrl, this.hub.url);
    const own = new URL(this.hub.url);
    // Hubs may give each user a host of their own below theirs; any other is not where people shall be sent.
    if (url.protocol !== own.protocol || !(url.host === own.host || url.host.endsWith(`.${own.host}`))) throw new HubAnswerOdd(this.title, "the address of a server elsewhere");
    const base = url.href.endsWith("/") ? url.href : `${url.href}/`;
    return notebookPath === null ? base : `${base}${this.hub.notebookPage}/${notebookPath.split("/").map(encodeURIComponent).join("/")}`;
  }

  async #makeUser(username: string, signal: AbortSignal): Promise<void> {
    const { status, message } = await callHub(this.hub, "POST", userPath(username), signal);
    if (status !== 201 && status !== 409) throw new SpawnFailed(this.title, message);
  }

  async #servers(username: string, signal: AbortSignal): Promise<Record<string, z.infer<typeof serverSchema>>> {
    const answer = await callHub(this.hub, "GET", `${userPath(username)}?include_stopped_servers=1`, signal);
    if (answer.status === 404) return {};
    return this.#read(userSchema, answer).servers;
  }

  async #majorVersion(signal: AbortSignal | undefined): Promise<number> {
    return Number.parseInt(this.#read(versionSchema, await callHub(this.hub, "GET", "/", signal)).version, 10);
  }

  #read<Schema extends z.ZodType>(schema: Schema, answer: HubAnswer): z.output<Schema> {
    const found = schema.safeParse(answer.body);
    if (found.success && answer.status < 300) return found.data;
    throw new HubAnswerOdd(this.title, answer.message, { cause: found.error });
  }
}

function userPath(username: string): string {
  return `/users/${encodeURIComponent(username)}`;
}

function serverPath({ username, serverName }: ServerRef): string {
  return `${userPath(username)}/servers/${encodeURIComponent(serverName)}`;
}
