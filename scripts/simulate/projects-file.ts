import type { ProjectPlan, ReleaseClock } from "@/scripts/simulate/plan";

/** What lies beside the FITS files of every store; `{obsId}` binds a file to its observation. */
export const productPatterns = {
  log: "logs/obs_{obsId}.log",
  provenance: "provenance/obs_{obsId}.json",
  terms: "TERMS.txt",
} as const;

/** The group of the demo IAM's accounts that manage the embargo. */
const MANAGERS = "cta/embargo-managers";

/** The text of projects.json, which tells the loader which observation belongs to which project. */
export function projectsFile(projects: readonly ProjectPlan[]): string {
  const document = {
    projects: projects.map((project) => ({
      code: project.code,
      title: project.title,
      pi: project.pi,
      group: project.group,
      store: project.store,
      obsIds: project.observations.map(({ obsId }) => obsId),
      ...clock("meta", project.metaRelease),
      ...clock("data", project.dataRelease),
      ...(project.overrides.size > 0 ? { overrides: Object.fromEntries(project.overrides) } : {}),
    })),
    collections: projects.map(({ store, title }) => ({ store, title, simulated: true, sharedIrfsPublic: false, group: null, managers: [MANAGERS] })),
    products: projects.flatMap(({ store }) =>
      Object.entries(productPatterns).map(([role, pattern]) => ({ store, role, pattern })),
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function clock(right: "meta" | "data", release: ReleaseClock) {
  return typeof release === "string" ? { [`${right}ReleaseAt`]: release } : { [`${right}Clock`]: release };
}
