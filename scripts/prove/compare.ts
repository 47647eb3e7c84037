import { basket, manifest, plan } from "./reads/basket";
import { datasets } from "./reads/datasets";
import { exports } from "./reads/exports";
import { news, sharedManifests, takenManifests } from "./reads/manifests";
import { rows } from "./reads/rows";
import { audit } from "./reads/audit";
import { access, accessOfOthers, facets, list, one, pages, spread } from "./reads/observations";
import { files, irfs, products } from "./reads/products";
import { projects } from "./reads/projects";
import { tickets } from "./reads/staging";
import { writes } from "./reads/writes";
import type { Question, Read } from "./read";
import type { Person, World } from "./world";

/** Everything that is compared, what fails soonest first; what changes a basket for good last. */
export const allReads: readonly Read[] = [rows, list, files, facets, spread, projects, products, one, access, pages, datasets, irfs, basket, manifest, plan, tickets, exports, writes, sharedManifests, news, accessOfOthers, audit, takenManifests];

/** Where oracle and system say different things of one viewer. */
export interface Difference {
  readonly read: string;
  readonly about: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The first read at which the system does not say what the oracle says; null when it agrees on all. */
export async function compare(reads: readonly Read[], world: World, person: Person): Promise<Difference | null> {
  for (const read of reads.filter(({ anyone }) => anyone || person.sub !== null)) {
    const difference = await firstDifference(read.name, read.questions(world, person));
    if (difference) return difference;
  }
  return null;
}

/** The first of these questions whose answer is another one than expected. */
export async function firstDifference(read: string, questions: readonly Question[]): Promise<Difference | null> {
  for (const question of questions) {
    const got = await answered(question);
    if (JSON.stringify(got) !== JSON.stringify(question.expected)) return { read, about: question.about, ...wherein(question.expected, got) };
  }
  return null;
}

/** Of two answers with the same parts only those parts that differ. */
function wherein(expected: unknown, got: unknown): { expected: unknown; got: unknown } {
  if (!isRecord(expected) || !isRecord(got) || "error" in got) return { expected, got };
  const differing = Object.keys(expected).filter((key) => JSON.stringify(expected[key]) !== JSON.stringify(got[key]));
  const only = (all: Record<string, unknown>) => Object.fromEntries(differing.map((key) => [key, all[key]]));
  return { expected: only(expected), got: only(got) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** An error is an answer too: one that no oracle gives. */
async function answered(question: Question): Promise<unknown> {
  try {
    return await question.got();
  } catch (error) {
    return { error: (error as Error).message };
  }
}
