import fs from "node:fs";

/** The storage site whose files the sessions of the demo's hub see, and what its addresses begin with. */
export const mountedSite = { site: "HUB-DISK", pfnPrefix: "https://hub-disk.example.org:443/dl3/" };

/**
 * Writes the notebook services of the journeys: the demo's own hub, which mounts a storage site as a folder of this
 * machine, and a BinderHub open to all beside it.
 */
export function writeServicesFile(file: string, hubPort: number, binderPort: number, mountPath: string): void {
  const services = [
    {
      id: "jupyterhub", kind: "jupyterhub", title: "JupyterHub on this machine", url: `http://127.0.0.1:${hubPort}`, token: { env: "HUB_TOKEN" }, dataClass: "embargoed", mayInstall: true, notebookPage: "notebooks",
      storageSites: [{ ...mountedSite, mountPath, dataClass: "embargoed", waitMinutes: 30, tapeWaitMinutes: 90 }],
      environments: [{ id: "default", title: "The hub's own software" }],
    },
    {
      id: "binder", kind: "binderhub", title: "Binder, open to all", url: `http://127.0.0.1:${binderPort}`, dataClass: "public", mayInstall: true, notebookPage: "notebooks",
      limits: { runHours: 2, launchesPerPerson: 1 },
      environments: [{ id: "gammapy", title: "gammapy", software: [{ name: "gammapy", version: "1.0" }], repository: "gh/gammapy/gammapy-webpage/main" }],
      catalogue: [{ repository: "gh/gammapy/*" }],
    },
  ];
  fs.writeFileSync(file, JSON.stringify({ services }, null, 1));
}
