import { environment } from "@/lib/config/environment";
import { JupyterHub } from "./jupyterhub";
import type { NotebookService } from "./service";

const kept = globalThis as typeof globalThis & { airshowerServices?: readonly NotebookService[] };

/** The notebook services of this portal, as configured. A new kind of service is one file beside this and one line here. */
export function notebookServices(): readonly NotebookService[] {
  kept.airshowerServices ??= configured();
  return kept.airshowerServices;
}

export function findService(id: string): NotebookService | null {
  return notebookServices().find((service) => service.id === id) ?? null;
}

/** Tests configure services per file. */
export function forgetServices(): void {
  kept.airshowerServices = undefined;
}

function configured(): readonly NotebookService[] {
  const { HUB_URL, HUB_TOKEN, HUB_TITLE, HUB_DATA_CLASS, HUB_NOTEBOOK_PAGE, HUB_SOFTWARE, STAGE_BEFORE_OPEN_BYTES } = environment();
  if (HUB_URL === undefined || HUB_TOKEN === undefined) return [];
  return [
    new JupyterHub({
      id: "jupyterhub",
      url: HUB_URL,
      token: HUB_TOKEN,
      title: HUB_TITLE,
      dataClass: HUB_DATA_CLASS,
      stageBeforeOpenBytes: STAGE_BEFORE_OPEN_BYTES,
      environments: [{ id: "default", title: "The hub's own software", software: HUB_SOFTWARE }],
      notebookPage: HUB_NOTEBOOK_PAGE,
    }),
  ];
}
