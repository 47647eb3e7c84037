import http from "node:http";
import { CookieJar } from "../../iam/cookie-jar";
import { authorize } from "../../iam/sign-in";
import type { Tally } from "./tally";

/** As many connections as a user's browser keeps to one host (HTTP/1.1). */
const MOST_SOCKETS = 6;
/** The portal closes idle connections after 5 s: this end does so first, or a request could meet the closing. */
const IDLE_MS = 3000;
const TIMEOUT_MS = 30_000;

/** The browser of one user: cookies, a few connections, and the time that each answer takes. An answer that is an error is counted and null. */
export class Browser {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: MOST_SOCKETS, timeout: IDLE_MS });
  readonly #jar = new CookieJar();

  constructor(
    private readonly portalUrl: string,
    private readonly tally: Tally,
  ) {}

  /** Signs in by the identity service's page; timed is what the portal does of it, at the beginning and at the end. */
  async signIn(username: string): Promise<boolean> {
    const redirectUri = `${this.portalUrl}/api/auth/callback/iam`;
    const begun = await this.#redirectOf("signIn", `${this.portalUrl}/api/auth/login?callbackUrl=/search`);
    if (begun === null) return false;
    const back = await authorize(this.#jar, begun, { redirectUri, username, password: username }).catch((error: Error) => error);
    if (back instanceof Error) this.tally.faulted("signIn", "the identity service", `${username}: ${back.message}`);
    return !(back instanceof Error) && (await this.#redirectOf("signIn", back.href)) !== null;
  }

  get(kind: string, path: string): Promise<Buffer | null> {
    return this.#timed(kind, "GET", path);
  }

  send(kind: string, method: "POST" | "DELETE", path: string, body: object): Promise<Buffer | null> {
    return this.#timed(kind, method, path, JSON.stringify(body));
  }

  /** What was promised for later never came. */
  gaveUp(kind: string, path: string): void {
    this.tally.faulted(kind, "was not made in time", path);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #redirectOf(kind: string, url: string): Promise<string | null> {
    const started = performance.now();
    const answer = await this.#jar.fetch(url).catch((error: Error) => error);
    const ms = performance.now() - started;
    if (answer instanceof Error) return this.#failed(kind, ms, answer.message, `GET ${new URL(url).pathname}: ${answer.message}`);
    const location = answer.headers.get("location");
    // What fails leads to the sign-in page, which tells why.
    if (location === null || location.includes("/signin?")) return this.#failed(kind, ms, `status ${answer.status}`, `GET ${new URL(url).pathname} leads to ${location}`);
    this.tally.answered(kind, ms);
    return location;
  }

  async #timed(kind: string, method: string, path: string, body?: string): Promise<Buffer | null> {
    const started = performance.now();
    try {
      const answer = await this.#ask(method, path, body);
      const ms = performance.now() - started;
      if (answer.status !== 200) return this.#failed(kind, ms, `status ${answer.status}`, `${method} ${path}: ${answer.body.toString("utf8").slice(0, 400)}`);
      this.tally.answered(kind, ms);
      return answer.body;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return this.#failed(kind, performance.now() - started, code ?? message, `${method} ${path}: ${message}`);
    }
  }

  #failed(kind: string, ms: number, what: string, example: string): null {
    this.tally.failed(kind, ms, what, example);
    return null;
  }

  #ask(method: string, path: string, body?: string): Promise<{ status: number; body: Buffer }> {
    // Node tells the length of a body by itself, but not with DELETE.
    const headers = { ...(this.#jar.names.length > 0 && { cookie: this.#jar.header }), ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body), origin: this.portalUrl }) };
    return new Promise((resolve, reject) => {
      const request = http.request(`${this.portalUrl}${path}`, { method, agent: this.#agent, headers, timeout: TIMEOUT_MS }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode!, body: Buffer.concat(pieces) }));
      });
      request.on("timeout", () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      request.on("error", reject);
      request.end(body);
    });
  }
}
