import { randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A Jupyter server that a fake BinderHub starts: a real one, or a small one that takes files. */
export interface FakeSession {
  readonly port: number;
  stop(): Promise<void>;
}
export type StartSession = (name: string, basePath: string, token: string) => Promise<FakeSession>;

interface Build {
  /** What was told so far; who comes later hears it too. */
  readonly told: object[];
  isOver: boolean;
  hasFailed: boolean;
}

type Trouble = "drop" | "silent";

const steps = ["waiting", "fetching", "building", "pushing"] as const;

/**
 * BinderHub's `/build` as PROTOCOLS (section BinderHub) describes it, in front of Jupyter servers. An image is built once
 * for each repository, and who asks while it is built joins in; each that hears it through gets a session of its own.
 */
export class FakeBinder {
  /** Every build that was really begun, and every session that was started, in order. */
  readonly builds: string[] = [];
  readonly started: string[] = [];
  /** Which repository each session was made from, by its name. */
  readonly specs = new Map<string, string>();
  /** Called before each phase of a repository; a test holds it back by not resolving. */
  before: (phase: string, spec: string) => Promise<void> | void = () => undefined;
  /** What is said of a phase instead of going on: the build, or the start, has failed. */
  failure: { readonly phase: string; readonly message: string } | null = null;
  /** What happens to the next connections, at `building`. */
  readonly trouble: Trouble[] = [];
  /** An answer instead of an event stream. */
  refusal: number | null = null;
  isWell = true;
  heartbeatMs = 50;
  readonly sessions = new Map<string, FakeSession>();
  /** Every path that was asked for, as a proxy's log has it. */
  readonly asked: string[] = [];
  readonly #images = new Set<string>();
  readonly #running = new Map<string, Build>();
  readonly #watchers = new Set<() => void>();
  readonly #streams = new Set<http.ServerResponse>();
  readonly #http = http.createServer((request, response) => void this.#handle(request, response).catch(() => response.destroy()));

  constructor(private readonly startSession: StartSession) {
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(port, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.reset();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** How many hear of a build or a start at this moment. */
  get listeners(): number {
    return this.#streams.size;
  }

  /** As new, at the same address. */
  reset(): void {
    Object.assign(this, { before: () => undefined, failure: null, refusal: null, isWell: true });
    this.trouble.length = this.builds.length = this.started.length = this.asked.length = 0;
    this.specs.clear();
    this.#images.clear();
    this.#running.clear();
    for (const name of [...this.sessions.keys()]) void this.end(name);
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  /** The session goes, as an idle one that is culled; the proxy knows it no more. */
  async end(name: string): Promise<void> {
    const session = this.sessions.get(name);
    this.sessions.delete(name);
    await session?.stop();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = request.url ?? "/";
    this.asked.push(url);
    if (url.startsWith("/build/")) return this.#build(url.slice("/build/".length), request, response);
    if (url.startsWith("/user/")) return this.#proxy(url, request, response);
    // Source: binderhub/health.py.
    const [status, body] = url === "/health" ? [this.isWell ? 200 : 503, { ok: this.isWell, checks: [{ service: "JupyterHub API", ok: this.isWell }] }] : [404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  /** PROTOCOLS: `GET /build/<provider>/<spec>` with `Accept: text/event-stream`; events are `data: {"phase", "message"}`. */
  async #build(spec: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (request.headers.accept !== "text/event-stream") return void response.writeHead(406).end();
    if (this.refusal !== null) return void response.writeHead(this.refusal, { "content-type": "text/html" }).end("<h1>no</h1>");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    this.#streams.add(response);
    const send = (event: object) => void response.write(`data: ${JSON.stringify(event)}\n\n`);
    // PROTOCOLS: comment lines `:heartbeat` every 30 s.
    const heartbeat = setInterval(() => response.write(":heartbeat\n\n"), this.heartbeatMs);
    response.on("close", () => {
      clearInterval(heartbeat);
      this.#streams.delete(response);
    });
    if (!this.#images.has(spec)) {
      const build = this.#join(spec);
      for (let next = 0; !response.destroyed && (next < build.told.length || !build.isOver); ) {
        const event = build.told[next] as { phase?: string } | undefined;
        if (event === undefined) {
          await this.#change();
          continue;
        }
        if (event.phase === "building" && this.trouble.length > 0) return this.#makeTrouble(response, heartbeat);
        send(event);
        next++;
      }
      if (build.hasFailed) return;
    }
    // PROTOCOLS: phases waiting, fetching, building, pushing, built, launching, ready (url, token), failed.
    for (const phase of ["built", "launching"]) {
      await this.before(phase, spec);
      if (response.destroyed) return;
      if (this.failure?.phase === phase) return send({ phase: "failed", message: `${this.failure.message}\n` });
      send({ phase, message: `${phase}...\n` });
    }
    await this.#launch(spec, send);
  }

  async #launch(spec: string, send: (event: object) => void): Promise<void> {
    const [name, token] = [`binder-${randomBytes(4).toString("hex")}`, randomBytes(16).toString("hex")];
    this.started.push(name);
    this.specs.set(name, spec);
    this.sessions.set(name, await this.startSession(name, `/user/${name}/`, token));
    await this.before("ready", spec);
    send({ phase: "ready", message: `server running at ${this.url}/user/${name}/\n`, url: `${this.url}/user/${name}/`, token });
  }

  #join(spec: string): Build {
    const running = this.#running.get(spec);
    if (running) return running;
    const build: Build = { told: [], isOver: false, hasFailed: false };
    this.#running.set(spec, build);
    this.builds.push(spec);
    void this.#run(spec, build);
    return build;
  }

  /** The build goes on whoever listens. */
  async #run(spec: string, build: Build): Promise<void> {
    for (const phase of steps) {
      await this.before(phase, spec);
      build.hasFailed = this.failure?.phase === phase;
      build.told.push(build.hasFailed ? { phase: "failed", message: `${this.failure!.message}\n` } : { phase, message: `${phase} of ${spec}\n` });
      this.#changed();
      if (build.hasFailed) break;
    }
    build.isOver = true;
    this.#running.delete(spec);
    if (!build.hasFailed) this.#images.add(spec);
    this.#changed();
  }

  #makeTrouble(response: http.ServerResponse, heartbeat: NodeJS.Timeout): void {
    if (this.trouble.shift() === "drop") response.destroy();
    else clearInterval(heartbeat);
  }

  /** What its hub's proxy does: a session's own answers below its path; 404 where there is none. */
  #proxy(url: string, request: http.IncomingMessage, response: http.ServerResponse): void {
    const session = this.sessions.get(url.split("/")[2] ?? "");
    if (!session) return void response.writeHead(404, { "content-type": "text/html" }).end("404 : Not Found");
    const onward = http.request({ host: "127.0.0.1", port: session.port, path: url, method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => {
      // It has ended by itself.
      void this.end(url.split("/")[2] ?? "");
      if (response.headersSent) response.destroy();
      else response.writeHead(503).end();
    });
    request.pipe(onward);
  }

  #upgrade(request: http.IncomingMessage, socket: Socket, head: Buffer): void {
    const session = this.sessions.get((request.url ?? "").split("/")[2] ?? "");
    if (!session) return void socket.destroy();
    const onward = http.request({ host: "127.0.0.1", port: session.port, path: request.url, headers: request.headers });
    onward.on("upgrade", (answer, upstream, rest) => {
      const lines = [`HTTP/1.1 ${answer.statusCode} Switching Protocols`];
      for (let index = 0; index < answer.rawHeaders.length; index += 2) lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      socket.write(rest);
      upstream.pipe(socket).pipe(upstream);
      for (const end of [socket, upstream]) end.on("error", () => [socket, upstream].forEach((each) => each.destroy()));
    });
    onward.on("response", () => socket.destroy());
    onward.on("error", () => socket.destroy());
    onward.end();
  }

  #changed(): void {
    for (const watch of [...this.#watchers]) watch();
    this.#watchers.clear();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#watchers.add(resolve));
  }
}
