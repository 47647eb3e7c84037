import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { manifestSchema, type Manifest } from "../../lib/basket/schemas";
import { type Launch, launchSchema } from "../../lib/launch/schemas";
import { addresses, demoDataDir, tokenOf } from "./demo";

const SERVICE = "jupyterhub";
const READY_WITHIN_MS = 120_000;

/** A launch of a whole project at the demo's hub: asked for and watched by the API, and seen in its work folder on the disk. */
export class HubLaunch {
  private constructor(
    private readonly account: string,
    private readonly headers: Record<string, string>,
    readonly id: string,
    readonly manifest: Manifest,
  ) {}

  static async start(account: string, project: string): Promise<HubLaunch> {
    const headers = await bearer(account);
    const manifest = await fillBasket(account, project);
    const { id } = launchSchema.parse(await ask(headers, "POST", "/launches", { service: SERVICE }));
    return new HubLaunch(account, headers, id, manifest);
  }

  /** How many files lie whole in the data store by now. */
  get staged(): number {
    return filesOf(this.#folder && path.join(this.#folder, "data")).length;
  }

  /** Is there a session by now? */
  get hasSession(): boolean {
    return this.#folder !== undefined;
  }

  /** Stops the session's process where it is, does the work, and lets it go on. */
  async held(work: () => Promise<void>): Promise<void> {
    const { pid } = lockOf(this.#folder!)!;
    process.kill(pid, "SIGSTOP");
    try {
      await work();
    } finally {
      process.kill(pid, "SIGCONT");
    }
  }

  /** Waits through answers that fail, since parts of the demo may be away, until the launch has come to an end, and expects a good one. */
  async expectReady(): Promise<void> {
    const state = async () => (await this.#now().catch(() => null))?.state ?? "nobody answers";
    await expect.poll(state, { timeout: READY_WITHIN_MS }).toMatch(/^(ready|failed|stopping|ended)$/);
    expect(await this.#now()).toMatchObject({ state: "ready", problem: null });
  }

  expectWhole(): void {
    expectWhole(path.join(this.#folder!, "data"), this.manifest);
  }

  async end(): Promise<void> {
    await ask(this.headers, "DELETE", `/launches/${this.id}`);
    await expect.poll(async () => (await this.#now()).state, { timeout: READY_WITHIN_MS }).toBe("ended");
  }

  async #now(): Promise<Launch> {
    return launchSchema.parse(await ask(this.headers, "GET", `/launches/${this.id}`));
  }

  /** The session writes into it who runs there; undefined before. */
  get #folder(): string | undefined {
    const home = path.join(demoDataDir(), "hub/homes", this.account);
    if (!fs.existsSync(home)) return undefined;
    return fs.readdirSync(home).map((name) => path.join(home, name)).find((folder) => lockOf(folder)?.launchId === this.id);
  }
}

/** Puts a whole project with its IRFs into the basket, and nothing else; gives what is to come of it. */
export async function fillBasket(account: string, project: string): Promise<Manifest> {
  const headers = await bearer(account);
  await ask(headers, "DELETE", "/basket/items", { all: true });
  await ask(headers, "POST", "/basket/items", { query: { project }, withIrfs: true });
  return manifestSchema.parse(await ask(headers, "GET", "/basket/manifest"));
}

/** The store holds exactly the manifest's files, each with the checksum that the portal promises. */
export function expectWhole(store: string, { files }: Manifest): void {
  const found = filesOf(store).map((file) => [path.relative(store, file), createHash("sha256").update(fs.readFileSync(file)).digest("hex")]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(files.map(({ path: name, checksum }) => [name, checksum.sha256])));
}

/** Every file that lies whole in a store; what is on its way, and the client's own notes, are none. */
export function filesOf(store: string | undefined): string[] {
  if (store === undefined || !fs.existsSync(store)) return [];
  const entries = fs.readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.(part|etag)$/.test(entry.name));
  return entries.map((entry) => path.join(entry.parentPath, entry.name)).filter((file) => !path.relative(store, file).startsWith("."));
}

async function bearer(account: string): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await tokenOf(account)}`, "content-type": "application/json" };
}

function lockOf(folder: string): { readonly pid: number; readonly launchId: string } | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, ".airshower/server.lock"), "utf8")) as { pid: number; launchId: string };
  } catch {
    return null;
  }
}

async function ask(headers: Record<string, string>, method: string, where: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${addresses().portalUrl}/api/v1${where}`, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${where} answered ${answer.status}: ${text.slice(0, 400)}`);
  return text === "" ? null : JSON.parse(text);
}
