import { environment } from "@/lib/config/environment";
import { containments, noLimits } from "../facts";
import { JupyterHub } from "../jupyterhub";
import type { NotebookService } from "../service";

/** Without a file of services: the one hub that HUB_URL and the variables beside it describe, or none. */
export function servicesFromEnvironment(): readonly NotebookService[] {
  const { HUB_URL, HUB_TOKEN, HUB_TITLE, HUB_DATA_CLASS, HUB_NOTEBOOK_PAGE, HUB_SOFTWARE, STAGE_BEFORE_OPEN_BYTES } = environment();
  if (HUB_URL === undefined || HUB_TOKEN === undefined) return [];
  return [
    new JupyterHub({
      id: "jupyterhub",
      url: HUB_URL,
      token: HUB_TOKEN,
      title: HUB_TITLE,
      dataClass: HUB_DATA_CLASS,
      mayInstall: false,
      storageSites: [],
      stageBeforeOpenBytes: STAGE_BEFORE_OPEN_BYTES,
      limits: noLimits,
      environments: [{ id: "default", title: "The hub's own software", software: HUB_SOFTWARE, irfs: containments, options: {}, repository: null, record: null, dataClass: HUB_DATA_CLASS }],
      softwareRules: [],
      sizes: [],
      notebookPage: HUB_NOTEBOOK_PAGE,
    }),
  ];
}
