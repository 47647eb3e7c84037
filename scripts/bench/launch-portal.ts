import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { launchEventSchema, launchSchema } from "@/lib/launch/schemas";

const LAUNCH_LIMIT_MS = 120_000;
const servicesSchema = z.object({ items: z.array(z.object({ id: z.string(), available: z.boolean(), reason: z.string().nullable() })) });

/** The portal's API as a script uses it, for the launches of one person. */
export class LaunchPortal {
  constructor(
    private readonly portalUrl: string,
    private readonly token: string,
  ) {}

  /** The one notebook service, once it answers. */
  async service(): Promise<string> {
    for (const until = Date.now() + 30_000; Date.now() < until; await sleep(500)) {
      const { items } = servicesSchema.parse(await this.#json("GET", "/notebook-services"));
      const available = items.find((item) => item.available);
      if (available) return available.id;
    }
    throw new Error("The portal finds no notebook service that answers");
  }

  async fillBasket(project: string): Promise<void> {
    await this.#json("DELETE", "/basket/items", { all: true });
    await this.#json("POST", "/basket/items", { query: { project }, withIrfs: true });
  }

  /** Milliseconds from the order to the event that says ready, and the bytes that were staged. */
  async launch(service: string): Promise<{ id: string; ms: number; bytes: number }> {
    const started = performance.now();
    const { id, totalBytes } = launchSchema.parse(await this.#json("POST", "/launches", { service }));
    await this.#until(id, "ready");
    return { id, ms: performance.now() - started, bytes: totalBytes };
  }

  async end(id: string): Promise<void> {
    await this.#json("DELETE", `/launches/${id}`);
    await this.#until(id, "ended");
  }

  /** Follows the launch's events until it is in that state. */
  async #until(id: string, state: "ready" | "ended"): Promise<void> {
    const response = await this.#ask("GET", `/launches/${id}/events`);
    let text = "";
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines.filter((each) => each.startsWith("data:"))) {
        const event = launchEventSchema.parse(JSON.parse(line.slice("data:".length)));
        if (event.state === state) return void response.body!.cancel().catch(() => undefined);
        if (event.state === "failed") throw new Error(`The launch failed: ${event.message}`);
      }
    }
    throw new Error(`The story of launch ${id} ended before it was ${state}`);
  }

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#ask(method, path, body);
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const response = await fetch(`${this.portalUrl}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(LAUNCH_LIMIT_MS) });
    if (response.ok) return response;
    throw new Error(`${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 400)}`);
  }
}
