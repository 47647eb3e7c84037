import http from "node:http";
import { z } from "zod";

const answerSchema = z.object({ items: z.array(z.object({ obsId: z.string() })) });

/** Asks the portal over one connection that is kept open, as a browser does. */
export class HttpSearch {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly portalUrl: string,
    private readonly token: string | null,
  ) {}

  /** Milliseconds from the request to the last byte, and the bytes. */
  async timed(path: string): Promise<{ ms: number; body: Buffer }> {
    const started = performance.now();
    const body = await this.#get(path);
    return { ms: performance.now() - started, body };
  }

  async observationIds(path: string): Promise<string[]> {
    return answerSchema.parse(JSON.parse((await this.#get(path)).toString("utf8"))).items.map(({ obsId }) => obsId);
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(path: string): Promise<Buffer> {
    const headers = this.token === null ? {} : { authorization: `Bearer ${this.token}` };
    return new Promise((resolve, reject) => {
      const request = http.get(`${this.portalUrl}${path}`, { agent: this.#agent, headers, timeout: 30_000 }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(pieces);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${path} answered ${response.statusCode}: ${body.toString("utf8").slice(0, 300)}`));
        });
      });
      request.on("timeout", () => request.destroy(new Error(`${path} did not answer within 30 s`)));
      request.on("error", reject);
    });
  }
}
