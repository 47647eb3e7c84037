import type { SessionOptions } from "../session-options";
import type { ServiceFacts } from "./facts";

/** A session that is known by its address alone: whoever has the token is in it. Never in an answer, a log or an address of ours. */
export interface ServiceSession {
  /** With a slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** One server at a notebook service: whose, under which name, and for which launch. */
export interface ServerRef {
  readonly username: string;
  readonly serverName: string;
  readonly launchId: string;
  /** At services that know servers by no name of ours; null before the service has given it. */
  readonly session: ServiceSession | null;
}

/** What a service says of a server now. `launchId` is the launch that it was started for; null: for none of ours. */
export type ServerView =
  | { readonly state: "absent" }
  | { readonly state: "starting" | "ready" | "stopping" | "stopped"; readonly launchId: string | null; readonly url: string; readonly lastActiveAt: Date | null };

/** A server that runs or starts, as a service lists it. */
export interface ListedServer {
  readonly username: string;
  readonly serverName: string;
  /** The launch of this portal that it was started for. */
  readonly launchId: string;
  readonly lastActiveAt: Date | null;
}

/** What a service tells while a server starts. `ready` and `failed` come last. */
export type SpawnEvent =
  | { readonly kind: "message"; readonly message: string }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "ready"; readonly url: string; readonly session?: ServiceSession }
  | { readonly kind: "failed"; readonly message: string };

interface Service {
  readonly facts: ServiceFacts;
  /** Resolves when the service answers; rejects with why it does not. */
  health(signal?: AbortSignal): Promise<void>;
  look(server: ServerRef, signal: AbortSignal): Promise<ServerView>;
  /** Ends and removes the server, and returns once it is gone; a server of another launch is left alone. */
  remove(server: ServerRef, signal: AbortSignal): Promise<void>;
}

/**
 * A place where servers have names, and start with what a launch gives them. All calls can be made again with the same
 * result: a launch that is driven by a second worker, or after a lost answer, never has two servers. Errors are
 * ServiceFaults; `signal` ends a call at once.
 */
export interface NamedServerService extends Service {
  readonly kind: "jupyterhub";
  /** Asks for the server; returns once the service has taken it on (or had it already), before it is ready. */
  start(server: ServerRef, options: SessionOptions, signal: AbortSignal): Promise<void>;
  /** What happens until the server is ready or failed; ends without either when the connection broke. */
  follow(server: ServerRef, signal: AbortSignal): AsyncIterable<SpawnEvent>;
  /** All servers of this portal's launches that run or start there. */
  list(signal: AbortSignal): Promise<readonly ListedServer[]>;
  /** Where the person opens a notebook of a server: the service logs them in on the way. */
  notebookUrl(serverUrl: string, notebookPath: string | null): string;
}

/** A file for a session, below its root; text, or bytes in base64. */
export interface SessionFile {
  readonly path: string;
  readonly format: "text" | "base64";
  readonly content: string;
}

/**
 * A place that builds the software first and then gives a session which it will not list or name. What is built is
 * built once, however often it is asked for; a session that nobody hears of holds nothing, and the service ends it.
 */
export interface BuildingService extends Service {
  readonly kind: "binderhub";
  /** Builds what is not built, and starts one session: `ready` brings its address. Ends without `ready` or `failed` when the connection broke. */
  build(repository: string, signal: AbortSignal): AsyncIterable<SpawnEvent>;
  /** Puts files into a session, making the folders above them; again with the same result. */
  put(session: ServiceSession, files: readonly SessionFile[], signal: AbortSignal): Promise<void>;
  /** The address, token and all, that opens a notebook. For one redirect, and to be kept nowhere. */
  entrance(session: ServiceSession, notebookPath: string | null): string;
  /** How long a build and the session's start may take together, ms. */
  readonly buildLimitMs: number;
}

export type NotebookService = NamedServerService | BuildingService;
