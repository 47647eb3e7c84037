import type { SessionOptions } from "../session-options";

/** One server at a notebook service: whose, under which name, and for which launch. */
export interface ServerRef {
  readonly username: string;
  readonly serverName: string;
  readonly launchId: string;
}

/** What a service says of a server now. `launchId` is the launch that it was started for; null: for none of ours. */
export type ServerView =
  | { readonly state: "absent" }
  | { readonly state: "starting" | "ready" | "stopping" | "stopped"; readonly launchId: string | null; readonly url: string };

/** What a service tells while a server starts. `ready` and `failed` come last. */
export type SpawnEvent =
  | { readonly kind: "message"; readonly message: string }
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "failed"; readonly message: string };

/** Software that sessions of a service have. */
export interface Environment {
  readonly id: string;
  readonly title: string;
  readonly software: readonly { readonly name: string; readonly version: string }[];
}

/**
 * A place where notebooks run. All calls can be made again with the same result: a launch that is driven by a second
 * worker, or after a lost answer, never has two servers. Errors are ServiceFaults; `signal` ends a call at once.
 */
export interface NotebookService {
  readonly id: string;
  readonly kind: "jupyterhub" | "binderhub";
  readonly title: string;
  /** The highest class of data that it may hold. */
  readonly dataClass: "public" | "embargoed";
  /** Up to this size a notebook opens with its data staged, bytes. */
  readonly stageBeforeOpenBytes: number;
  readonly environments: readonly Environment[];

  /** Resolves when the service answers; rejects with why it does not. */
  health(signal?: AbortSignal): Promise<void>;
  look(server: ServerRef, signal: AbortSignal): Promise<ServerView>;
  /** Asks for the server; returns once the service has taken it on (or had it already), before it is ready. */
  start(server: ServerRef, options: SessionOptions, signal: AbortSignal): Promise<void>;
  /** What happens until the server is ready or failed; ends without either when the connection broke. */
  follow(server: ServerRef, signal: AbortSignal): AsyncIterable<SpawnEvent>;
  /** Ends and removes the server, and returns once it is gone; a server of another launch is left alone. */
  remove(server: ServerRef, signal: AbortSignal): Promise<void>;
  /** The launches whose servers are there for one person, running or starting. */
  launchesOf(username: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Where the person opens a notebook of a server: the service logs them in on the way. */
  notebookUrl(serverUrl: string, notebookPath: string | null): string;
}
