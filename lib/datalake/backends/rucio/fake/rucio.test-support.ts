import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type Fault, faults, refuse } from "./faults.test-support";
import { type FakeRoute, routes } from "./routes.test-support";
import { FakeWorld, rucioDate } from "./world.test-support";

/** PROTOCOLS of its authentication, and of what it says to requests without a token it knows. */
export const authFollows = ["`GET /auth/userpass` with `X-Rucio-Account`, `X-Rucio-Username`, `X-Rucio-Password` answers 200, empty body", "the raw JWT goes into `X-Rucio-Auth-Token`", "none: 400 (401 before)", "Bad, expired or foreign token: 401 `CannotAuthenticate`"];

/** A Rucio as PROTOCOLS describes it, over HTTP, with a world that tests fill. Faults are queued per call, as `routes` names them, or `userpass`. */
export class FakeRucio {
  readonly world = new FakeWorld();
  readonly account = "airshower";
  readonly username = "portal";
  readonly password = "portal-password";
  /** How long a token of user name and password is good. */
  tokenLifeSec = 3600;
  /** JWTs that it takes besides its own tokens. */
  readonly jwts = new Set<string>();
  /** Every call that arrived, in order. */
  readonly calls: string[] = [];
  readonly #tokens = new Map<string, number>();
  readonly #faults = new Map<string, Fault[]>();
  readonly #http = http.createServer((request, response) => void this.#handle(request, response).catch(() => response.destroy()));

  async start(port = 0): Promise<this> {
    this.#http.listen(port, "127.0.0.1");
    await once(this.#http, "listening");
    return this;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  fault(call: string, ...next: Fault[]): void {
    this.#faults.set(call, [...(this.#faults.get(call) ?? []), ...next]);
  }

  /** Every token given out so far has ended. */
  endTokens(): void {
    this.#tokens.clear();
  }

  /** How often a call arrived. */
  count(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }

  reset(): void {
    this.#faults.clear();
    this.calls.length = 0;
    this.tokenLifeSec = 3600;
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s, 2);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const found = path === "/auth/userpass" ? null : routes.find((route) => route.method === request.method && route.path.test(path));
    if (found === undefined) return void response.writeHead(404, { "content-type": "text/html" }).end("<title>404 Not Found</title>");
    const call = found?.call ?? "userpass";
    this.calls.push(call);
    const fault = this.#faults.get(call)?.shift();
    if (fault !== undefined && fault in faults) return faults[fault as keyof typeof faults].answer(response);
    if (fault !== undefined) spoil(response, fault);
    if (found === null) return this.#logIn(request, response);
    if (!this.#mayPass(request, response)) return;
    const accept = request.headers.accept ?? "*/*";
    if (found.streams && !/x-json-stream|\*\/\*/.test(accept)) return faults["not-acceptable"].answer(response);
    const text = Buffer.concat(pieces).toString("utf8");
    // A path is taken apart before it is decoded: a name's slash arrives as %2F.
    const parts = found.path.exec(path)!.slice(1).map(decodeURIComponent);
    (found satisfies FakeRoute).answer(this.world, { path: parts, query: new URLSearchParams(query), accept, body: text === "" ? undefined : (JSON.parse(text) as unknown) }, response);
  }

  #logIn({ headers }: http.IncomingMessage, response: http.ServerResponse): void {
    const said = [headers["x-rucio-account"], headers["x-rucio-username"], headers["x-rucio-password"]];
    if (said.join("\n") !== [this.account, this.username, this.password].join("\n")) return refuse(response, 401, "CannotAuthenticate", `Cannot authenticate to account ${this.account} with given credentials`);
    const token = `${this.account}-${this.username}-unknown-${this.#tokens.size + 1}-${Math.random().toString(16).slice(2)}`;
    const end = new Date(Date.now() + this.tokenLifeSec * 1000);
    this.#tokens.set(token, end.getTime());
    response.writeHead(200, { "X-Rucio-Auth-Token": token, "X-Rucio-Auth-Token-Expires": rucioDate(end) }).end();
  }

  #mayPass({ headers }: http.IncomingMessage, response: http.ServerResponse): boolean {
    const token = headers["x-rucio-auth-token"];
    if (typeof token !== "string") {
      refuse(response, 400, "ValueError", "no token was given");
      return false;
    }
    const isGood = this.jwts.has(token) || (this.#tokens.get(token) ?? 0) > Date.now();
    if (!isGood) refuse(response, 401, "CannotAuthenticate", "Cannot authenticate with given credentials");
    return isGood;
  }
}

const PIECES = 6;
const PIECE_MS = 40;

async function dribble(response: http.ServerResponse, text: string): Promise<void> {
  const size = Math.ceil(text.length / PIECES) || 1;
  for (let at = 0; at < text.length; at += size) {
    response.write(text.slice(at, at + size));
    await setTimeout(PIECE_MS);
  }
}

/** Lets the real answer begin and breaks it off within its last line, or loses it whole. */
function spoil(response: http.ServerResponse, fault: Fault): void {
  const end = response.end.bind(response);
  response.end = ((content?: unknown) => {
    const text = typeof content === "string" ? content : "";
    if (fault === "lose-answer") return response.destroy();
    // Behind a proxy that closes when its server dies, a cut answer looks as if it had ended.
    if (fault === "cut-quietly") return end(text.slice(0, -4));
    if (fault === "slow") {
      void dribble(response, text).then(() => end());
      return response;
    }
    response.write(text.slice(0, -4) || " ");
    if (fault === "cut") setImmediate(() => response.socket?.destroy());
    return response;
  }) as typeof response.end;
  if (fault === "lose-answer") response.writeHead = () => response;
}
