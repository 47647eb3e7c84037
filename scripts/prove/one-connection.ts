import http from "node:http";

export interface Target {
  readonly method?: string;
  readonly url: string;
  readonly body?: string;
}

/** Asks over one connection that is kept open, so that no handshake is in the times. */
export class OneConnection {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly token: string | null) {}

  /** Milliseconds from the request to the last byte of the answer. */
  timed({ method = "GET", url, body }: Target): Promise<{ ms: number; status: number }> {
    const headers = { ...(this.token !== null && { authorization: `Bearer ${this.token}` }), ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }) };
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const request = http.request(url, { agent: this.#agent, method, headers, timeout: 30_000 }, (response) => {
        response.on("error", reject).on("end", () => resolve({ ms: performance.now() - started, status: response.statusCode ?? 0 })).resume();
      });
      request.on("timeout", () => request.destroy(new Error(`${url} did not answer within 30 s`))).on("error", reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
