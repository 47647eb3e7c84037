import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** What a storage site does instead of serving well. */
export type StorageFault =
  | "refuse" // 403
  | "gone" // 404
  | "broken" // 500 as HTML
  | "silent" // takes the request and says nothing
  | "no-ranges" // 200 with the whole file, whatever range was asked for
  | "wrong-size" // a file of another size
  | { readonly cutAfterBytes: number } // the connection breaks there
  | { readonly stallAfterBytes: number } // nothing comes any more, the connection stays
  | { readonly flipByte: number } // one byte is another
  | { readonly redirectTo: string }; // a door that sends to a pool

/** A storage site: https in life, plain http in tests. PROTOCOLS: "bytes come from the replicas' PFNs". Ranges as RFC 9110, section 14. */
export class FakeStorage {
  readonly files = new Map<string, Buffer>();
  /** Faults of a path, one per request, the first one next; `always` after them. */
  readonly faults = new Map<string, StorageFault[]>();
  always: StorageFault | null = null;
  /** `GET path range` of each request. */
  readonly requests: string[] = [];
  /** The Authorization of each request. */
  readonly authorizations: (string | undefined)[] = [];
  readonly #http = http.createServer((request, response) => this.#handle(request, response));

  async start(): Promise<this> {
    this.#http.listen(0, "127.0.0.1");
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

  /** Puts a file there; its PFN. */
  put(path: string, content: Buffer): string {
    this.files.set(path, content);
    return this.url + path;
  }

  /** How many connections are open. */
  openCount(): Promise<number> {
    return new Promise((resolve, reject) => this.#http.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  }

  /** As a server that keeps idle connections for a short time only. */
  closeConnections(): void {
    this.#http.closeAllConnections();
  }

  reset(): void {
    this.closeConnections();
    this.faults.clear();
    this.always = null;
    this.requests.length = 0;
    this.authorizations.length = 0;
  }

  #handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = decodeURI(request.url ?? "/");
    const range = request.headers.range;
    this.requests.push([request.method, path, range].filter(Boolean).join(" "));
    this.authorizations.push(request.headers.authorization);
    const fault = this.faults.get(path)?.shift() ?? this.always;
    const file = this.files.get(path);
    if (fault === "silent") return;
    if (fault === "refuse") return void response.writeHead(403).end();
    if (fault === "broken") return void response.writeHead(500, { "content-type": "text/html" }).end("<html>500</html>");
    if (!file || fault === "gone") return void response.writeHead(404).end();
    if (fault !== null && typeof fault === "object" && "redirectTo" in fault) return void response.writeHead(307, { location: fault.redirectTo }).end();
    const whole = fault === "wrong-size" ? Buffer.concat([file, Buffer.from("more")]) : file;
    const [start, end] = range === undefined || fault === "no-ranges" ? [0, whole.length - 1] : bounds(range, whole.length);
    const partial = range !== undefined && fault !== "no-ranges";
    response.writeHead(partial ? 206 : 200, { "content-length": end - start + 1, ...(partial && { "content-range": `bytes ${start}-${end}/${whole.length}` }) });
    send(response, whole.subarray(start, end + 1), fault);
  }
}

function bounds(range: string, size: number): [number, number] {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range)!;
  return [Number(first), last === "" ? size - 1 : Math.min(Number(last), size - 1)];
}

function send(response: http.ServerResponse, bytes: Buffer, fault: StorageFault | null): void {
  if (fault !== null && typeof fault === "object") {
    if ("cutAfterBytes" in fault) return void response.write(bytes.subarray(0, fault.cutAfterBytes), () => setImmediate(() => response.destroy()));
    if ("stallAfterBytes" in fault) return void response.write(bytes.subarray(0, fault.stallAfterBytes));
    if ("flipByte" in fault) {
      const changed = Buffer.from(bytes);
      changed[fault.flipByte] = changed[fault.flipByte]! ^ 0xff;
      return void response.end(changed);
    }
  }
  response.end(bytes);
}
