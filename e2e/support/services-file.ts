import fs from "node:fs";

/** Writes the notebook services of the journeys: the demo's own hub, and a BinderHub open to all beside it. */
export function writeServicesFile(file: string, hubPort: number, binderPort: number): void {
  const services = [
    {
      id: "jupyterhub", kind: "jupyterhub", title: "JupyterHub on this machine", url: `http://127.0.0.1:${hubPort}`, token: { env: "HUB_TOKEN" }, dataClass: "embargoed", mayInstall: true, notebookPage: "notebooks",
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
