import http from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeSession, StartSession } from "./fake-binder.test-support";

/**
 * The part of a Jupyter server that a launch talks to, for tests that need no kernel: status, contents (PUT), shutdown.
 * Source: PROTOCOLS, BinderHub (contents API); Jupyter Server's `/api/status` and `/api/shutdown`, seen on notebook 6.4.
 */
export class StubJupyter {
  /** What was put there, by path; null for a folder. */
  readonly files = new Map<string, string | null>();
  lastActivity = new Date().toISOString();
  /** Called before a call to a session is answered; a test holds it back by not resolving. */
  before: (call: string, name: string) => Promise<void> | void = () => undefined;
  /** Every ticket that was put into a session, and into which. */
  readonly tickets: string[] = [];
  readonly ticketsIn = new Map<string, string[]>();

  readonly start: StartSession = async (name, basePath, token) => {
    const server = http.createServer((request, response) => void this.#handle(request, response, { name, basePath, token, stop }).catch(() => response.destroy()));
    const stop = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as AddressInfo).port, stop } satisfies FakeSession;
  };

  reset(): void {
    this.files.clear();
    this.tickets.length = 0;
    this.ticketsIn.clear();
    this.before = () => undefined;
    this.lastActivity = new Date().toISOString();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse, { name, basePath, token, stop }: Running): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const path = decodeURIComponent((request.url ?? "").slice(basePath.length).split("?")[0]!);
    const reply = (status: number, body: object) => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.headers.authorization !== `token ${token}`) return reply(403, { message: "Forbidden" });
    await this.before(`${request.method} ${path}`, name);
    if (path === "api/status") return reply(200, { last_activity: this.lastActivity, kernels: 0, connections: 0, started: this.lastActivity });
    if (path === "api/shutdown") {
      reply(200, {});
      return void setImmediate(() => void stop());
    }
    if (request.method === "PUT" && path.startsWith("api/contents/")) return this.#put(name, path.slice("api/contents/".length), JSON.parse(Buffer.concat(parts).toString()) as Model, reply);
    reply(404, { message: "Not Found" });
  }

  #put(session: string, path: string, { type, content }: Model, reply: (status: number, body: object) => void): void {
    // A hidden file is refused, and so is one in a folder that is not there.
    const folder = path.split("/").slice(0, -1).join("/");
    if (path.split("/").some((part) => part.startsWith("."))) return reply(400, { message: "hidden" });
    if (folder !== "" && !this.files.has(folder)) return reply(500, { message: "no such folder" });
    const status = this.files.has(path) ? 200 : 201;
    this.files.set(path, type === "directory" ? null : (content ?? ""));
    if (path.endsWith("airshower-ticket.json")) {
      const { ticket } = JSON.parse(content ?? "{}") as { ticket: string };
      this.tickets.push(ticket);
      this.ticketsIn.set(session, [...(this.ticketsIn.get(session) ?? []), ticket]);
    }
    reply(status, { path, type });
  }
}

interface Running {
  readonly name: string;
  readonly basePath: string;
  readonly token: string;
  readonly stop: () => Promise<void>;
}

interface Model {
  readonly type: "file" | "directory";
  readonly content?: string;
}
