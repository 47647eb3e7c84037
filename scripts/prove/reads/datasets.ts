import { datasetQuerySchema } from "@/lib/catalogue/dataset-schemas";
import { getDataset, listDatasets } from "@/lib/catalogue/datasets";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { searchObservations } from "@/lib/catalogue/search";
import { datasetId, datasetsOf, type Grouped, seenIn } from "../datasets";
import { reads, seesProject } from "../oracle";
import { absent, orAbsent, type Read, sorted, viewerOf } from "../read";
import { fileBytes } from "../rows";
import type { Person, World } from "../world";
import { codesSeen } from "./observations";

interface Told {
  readonly id: string;
  readonly projects: readonly string[];
  readonly observationCount: number;
  readonly readableCount: number;
  readonly sizeBytes: number;
}

function told(world: World, person: Person, dataset: Grouped): Told {
  const seen = seenIn(world, person, dataset);
  const projects = world.projects.filter((p) => seen.some((o) => o.project === p.code) && seesProject(world, person, p)).map(({ code }) => code);
  return { id: datasetId(dataset), projects: sorted(projects), observationCount: seen.length, readableCount: seen.filter((o) => reads(world, person, o)).length, sizeBytes: seen.length * fileBytes };
}
const shown = ({ id, projects, observationCount, readableCount, sizeBytes }: Told): Told => ({ id, projects: sorted(projects), observationCount, readableCount, sizeBytes });
const byId = (a: Told, b: Told) => (a.id < b.id ? -1 : 1);

/** Datasets and containers, by the observations that a viewer discovers in them; each by its id, and what a search in it finds. */
export const datasets: Read = {
  name: "datasets",
  anyone: true,
  questions: (world, person) => {
    const all = datasetsOf(world);
    const seen = all.filter((d) => seenIn(world, person, d).length > 0);
    const list = async (filter: object) => (await listDatasets(viewerOf(person), datasetQuerySchema.parse({ limit: 1000, ...filter }))).items.map(shown).sort(byId);
    return [
      { about: "all", expected: seen.map((d) => told(world, person, d)).sort(byId), got: () => list({}) },
      ...world.projects.map(({ code }) => ({
        about: `of ${code}`,
        expected: seen.filter((d) => seenIn(world, person, d).some((o) => codesSeen(world, person, o).includes(code))).map((d) => told(world, person, d)).sort(byId),
        got: () => list({ project: code }),
      })),
      ...all.flatMap((d) => [
        { about: datasetId(d), expected: seen.includes(d) ? told(world, person, d) : absent, got: async () => tellOne(await orAbsent(getDataset(viewerOf(person), datasetId(d)))) },
        {
          about: `search in ${datasetId(d)}`,
          expected: sorted(seenIn(world, person, d).map(({ id }) => id)),
          got: async () => sorted((await searchObservations(viewerOf(person), observationQuerySchema.parse({ dataset: datasetId(d) }))).items.map(({ id }) => id)),
        },
      ]),
    ];
  },
};

const tellOne = (answer: Told | typeof absent) => (answer === absent ? absent : shown(answer));
