import http from "node:http";
import type { AddressInfo } from "node:net";

/** One named server of the fake. `pending` "spawn" until the test (or its plan) says otherwise. */
export interface FakeServer {
  readonly username: string;
  readonly name: string;
  readonly options: Record<string, string>;
  ready: boolean;
  pending: "spawn" | "stop" | null;
  failure: string | null;
  /** ISO 8601; null before anything was done. */
  lastActivity: string | null;
}

type Fault = { status: number; message?: string } | "drop" | "lose-answer";

/**
 * A JupyterHub as PROTOCOLS describes it, over HTTP: users, named servers, progress, stop with remove; versions 3 to 6
 * differ in the body of a start. Faults are queued per call (`"POST servers"`, `"GET users"`, …) or last (`down`).
 */
export class FakeHub {
  readonly token: string = "fake-hub-token-0123456789abcdef-0123456789";
  version = "3.0.0";
  down = false;
  /** Just started: it lists no servers yet, but finds each again when it is asked for it. */
  isStarting = false;
  /** The most users that it lists at once. */
  pageLimit = 200;
  /** How long it takes to stop a server, ms. */
  stopMs = 0;
  readonly users = new Set<string>();
  readonly servers = new Map<string, FakeServer>();
  /** Every server that was really started, in order: its launch. */
  readonly started: string[] = [];
  /** What else it says while a server starts. */
  messages = ["Server requested"];
  /** Called when a server was started; plays the session. */
  onStart: (server: FakeServer) => void = () => undefined;
  /** Called before a call is handled, and before its answer goes out; a test holds it back by not resolving. */
  beforeCall: (call: string, username: string) => Promise<void> | void = () => undefined;
  beforeAnswer: (call: string, username: string) => Promise<void> | void = () => undefined;
  readonly #faults = new Map<string, Fault[]>();
  readonly #watchers = new Set<() => void>();
  readonly #http = http.createServer((request, response) => void this.#handle(request, response).catch(() => response.destroy()));

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(port, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  fault(call: string, ...faults: Fault[]): void {
    this.#faults.set(call, [...(this.#faults.get(call) ?? []), ...faults]);
  }

  server(username: string, name: string): FakeServer | undefined {
    return this.servers.get(`${username}/${name}`);
  }

  /** The server answers, or its start failed with a message. */
  settle(server: FakeServer, failure: string | null = null): void {
    Object.assign(server, { pending: null, ready: failure === null, failure });
    this.changed();
  }

  /** As new, at the same address. */
  reset(): void {
    Object.assign(this, { version: "3.0.0", down: false, stopMs: 0, isStarting: false, pageLimit: 200, messages: ["Server requested"], onStart: () => undefined, beforeCall: () => undefined, beforeAnswer: () => undefined });
    this.users.clear();
    this.servers.clear();
    this.started.length = 0;
    this.#faults.clear();
    this.changed();
  }

  /** As a hub that was killed: it knows nothing of the server, and whoever followed it is cut off. */
  forget(server: FakeServer): void {
    this.servers.delete(`${server.username}/${server.name}`);
    this.#http.closeAllConnections();
  }

  /** The server ended without anybody asking, as an idle one that is culled. */
  lose(server: FakeServer): void {
    this.servers.delete(`${server.username}/${server.name}`);
    this.changed();
  }

  changed(): void {
    for (const watch of [...this.#watchers]) watch();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://hub");
    const body = await bodyOf(request);
    const [user, name, tail] = partsOf(url.pathname);
    const call = url.pathname === "/hub/api/users" ? "GET list" : `${request.method} ${tail ?? (name !== undefined ? "servers" : user !== undefined ? "users" : "version")}`;
    await this.beforeCall(call, user ?? "");
    if (this.down) return void request.socket.destroy();
    const fault = this.#faults.get(call)?.shift();
    if (fault === "drop") return void request.socket.destroy();
    if (typeof fault === "object") return answer(response, fault.status, { status: fault.status, message: fault.message ?? "a fault" });
    if (url.pathname !== "/hub/api/" && request.headers.authorization !== `token ${this.token}`) return answer(response, 403, { status: 403, message: "Missing or invalid credentials." });
    const [status, said] = url.pathname === "/hub/api/users" ? this.#list(url, request.headers.accept) : user === undefined ? [200, { version: this.version }] : tail === "progress" ? await this.#progress(response, user, name!) : name === undefined ? this.#user(request.method, user) : this.#server(request.method, user, name, body);
    if (fault === "lose-answer") return void request.socket.destroy();
    await this.beforeAnswer(call, user ?? "");
    if (status !== 0) answer(response, status, said);
  }

  #user(method: string | undefined, user: string): [number, unknown] {
    if (method === "POST") {
      if (this.users.has(user)) return [409, { status: 409, message: `User ${user} already exists` }];
      this.users.add(user);
      return [201, { name: user }];
    }
    if (!this.users.has(user)) return [404, { status: 404, message: "No such user" }];
    const servers = [...this.servers.values()].filter((server) => server.username === user);
    return [200, { name: user, servers: Object.fromEntries(servers.map((server) => [server.name, this.#model(server)])) }];
  }

  /** Cut at `pageLimit` users; who does not ask for pages is not told so. Source: jupyterhub/apihandlers/users.py, seen on 3.0. */
  #list(url: URL, accept: string | undefined): [number, unknown] {
    const names = this.isStarting ? [] : [...new Set([...this.servers.values()].map(({ username }) => username))].sort();
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const limit = Math.min(Number(url.searchParams.get("limit") ?? 50), this.pageLimit);
    const items = names.slice(offset, offset + limit).map((name) => this.#user("GET", name)[1]);
    if (accept !== "application/jupyterhub-pagination+json") return [200, items];
    const next = offset + limit < names.length ? { offset: offset + limit, limit, url: "unused" } : null;
    return [200, { items, _pagination: { offset, limit, total: names.length, next } }];
  }

  #model(server: FakeServer) {
    return { name: server.name, ready: server.ready, pending: server.pending, stopped: !server.ready && server.pending === null, url: `/user/${server.username}/${server.name}/`, last_activity: server.lastActivity, user_options: server.options };
  }

  #server(method: string | undefined, user: string, name: string, body: unknown): [number, unknown] {
    const there = this.server(user, name);
    if (method === "POST") {
      if (!this.users.has(user)) return [404, { status: 404, message: "No such user" }];
      if (there?.ready) return [400, { status: 400, message: `${user}:${name} is already running` }];
      if (there?.pending === "spawn") return [202, ""];
      if (there?.pending) return [400, { status: 400, message: `${user}:${name} is pending ${there.pending}` }];
      const options = (this.version.startsWith("6.") ? (body as { user_options?: unknown }).user_options : body) as Record<string, string> | undefined;
      const server: FakeServer = { username: user, name, options: options ?? {}, ready: false, pending: "spawn", failure: null, lastActivity: new Date().toISOString() };
      this.servers.set(`${user}/${name}`, server);
      this.started.push(String(server.options.launchId));
      setImmediate(() => this.onStart(server));
      return [202, ""];
    }
    if (!there) return [404, { status: 404, message: `${user} has no server named '${name}'` }];
    if (there.pending === "stop") return [202, ""];
    if (there.pending) return [400, { status: 400, message: `${user}:${name} is pending spawn, please wait` }];
    if (this.stopMs === 0) {
      this.lose(there);
      return [204, ""];
    }
    Object.assign(there, { pending: "stop", ready: false });
    setTimeout(() => this.lose(there), this.stopMs);
    return [202, ""];
  }

  async #progress(response: http.ServerResponse, user: string, name: string): Promise<[number, unknown]> {
    const server = this.server(user, name);
    if (!server) return [404, { status: 404, message: "no such server" }];
    if (!server.ready && server.pending === null && server.failure === null) return [400, { status: 400, message: `${user}:${name} is not starting...` }];
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
    response.write("\n\n");
    for (const message of this.messages) send({ progress: 0, message });
    while (server.pending === "spawn" && this.server(user, name) === server && !response.destroyed) await this.#change(response);
    if (this.server(user, name) !== server) send({ progress: 100, failed: true, message: "Spawn failed" });
    else if (server.failure !== null) send({ progress: 100, failed: true, message: `Spawn failed: ${server.failure}` });
    else if (server.ready) send({ progress: 100, ready: true, message: "Server ready", url: `/user/${user}/${name}/` });
    response.end();
    return [0, ""];
  }

  #change(response: http.ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#watchers.delete(done);
        response.off("close", done);
        resolve();
      };
      this.#watchers.add(done);
      response.on("close", done);
    });
  }
}

function partsOf(path: string): (string | undefined)[] {
  const found = /^\/hub\/api\/users\/([^/]+)(?:\/servers\/([^/]+)(?:\/(progress))?)?$/.exec(path);
  return found ? found.slice(1).map((part) => (part === undefined ? undefined : decodeURIComponent(part))) : [];
}

async function bodyOf(request: http.IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

function answer(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(status === 204 ? undefined : typeof body === "string" ? body : JSON.stringify(body));
}
