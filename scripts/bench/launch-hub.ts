import { setTimeout as sleep } from "node:timers/promises";
import { noLimits } from "@/lib/launch/services/facts";
import { callHub, type HubAddress } from "@/lib/launch/services/hub-client";
import { JupyterHub } from "@/lib/launch/services/jupyterhub";

const SPAWN_LIMIT_MS = 120_000;

/** The hub without the portal: a named server that nothing is staged for. */
export class BareHub {
  readonly #service: JupyterHub;

  constructor(private readonly hub: HubAddress) {
    this.#service = new JupyterHub({ ...hub, id: "bench", dataClass: "embargoed", mayInstall: false, storageSites: [], stageBeforeOpenBytes: 0, limits: noLimits, environments: [], softwareRules: [], sizes: [], notebookPage: "notebooks" });
  }

  /** Makes the account, as the portal would for a first launch. */
  async makeUser(username: string): Promise<void> {
    const { status, message } = await callHub(this.hub, "POST", `/users/${username}`, undefined);
    if (status !== 201 && status !== 409) throw new Error(`The hub made no user: ${message}`);
  }

  /** Milliseconds from the request to the hub's word that the server is ready. */
  async spawn(username: string, server: string): Promise<number> {
    const signal = AbortSignal.timeout(SPAWN_LIMIT_MS);
    const started = performance.now();
    const { status, message } = await callHub(this.hub, "POST", `/users/${username}/servers/${server}`, signal, {});
    if (status !== 201 && status !== 202) throw new Error(`The hub started no server: ${message}`);
    for await (const event of this.#service.follow({ username, serverName: server, launchId: "", session: null }, signal)) {
      if (event.kind === "failed") throw new Error(`The bare server failed: ${event.message}`);
      if (event.kind === "ready") return performance.now() - started;
    }
    throw new Error("The hub's story of the bare server broke off");
  }

  async remove(username: string, server: string): Promise<void> {
    const signal = AbortSignal.timeout(SPAWN_LIMIT_MS);
    await callHub(this.hub, "DELETE", `/users/${username}/servers/${server}`, signal, { remove: true });
    while ((await this.#service.look({ username, serverName: server, launchId: "", session: null }, signal)).state !== "absent") await sleep(100, undefined, { signal });
  }
}
