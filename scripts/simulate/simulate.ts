import { writeFileSync } from "node:fs";
import path from "node:path";
import { observatory } from "@/scripts/simulate/observatory";
import { markerName, writeFolder, type Marker } from "@/scripts/simulate/output-folder";
import { projectPlans } from "@/scripts/simulate/project-plans";
import { projectsFile } from "@/scripts/simulate/projects-file";
import { writeStore, type StoreSummary } from "@/scripts/simulate/store";

export type SimulationRequest = {
  /** Folder that is made, or replaced when an earlier simulation wrote it. */
  out: string;
  seed: number;
  /** Code of the only project to write; all of them without it. Its files are the same either way. */
  only?: string | null;
  /** Told after each store. */
  onStore?: (store: StoreSummary & { code: string; durationMs: number }) => void;
};

const projectsFileName = "projects.json";

/**
 * Makes the demonstration data: one GADF 0.3 store per project, and the projects file for the loader.
 * Equal seeds give equal bytes.
 *
 * @throws SimulationRefused when the folder holds something else or can not be written
 */
export function simulate({ out, seed, only, onStore }: SimulationRequest): void {
  const projects = projectPlans().filter(({ code }) => !only || code === only);
  writeFolder(out, (folder) => {
    for (const project of projects) {
      const begun = performance.now();
      const summary = writeStore(project, path.join(folder, project.store), seed);
      onStore?.({ ...summary, code: project.code, durationMs: performance.now() - begun });
    }
    writeFileSync(path.join(folder, projectsFileName), projectsFile(projects));
    const entries = [...projects.map(({ store }) => store), projectsFileName];
    const marker: Marker = { generator: observatory.creator, seed, entries };
    writeFileSync(path.join(folder, markerName), `${JSON.stringify(marker, null, 2)}\n`);
  });
}
