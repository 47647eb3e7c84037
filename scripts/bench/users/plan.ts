import { z } from "zod";
import { Random } from "../../simulate/random";
import type { SyntheticStore } from "../synthetic-store";

const subjectSchema = z.object({ code: z.string(), targetName: z.string(), raDeg: z.number(), decDeg: z.number(), firstMjd: z.number() });
/** Something that people search for: a project with one of its targets and the beginning of its season. */
export type Subject = z.infer<typeof subjectSchema>;

/** All that the generator, a process of its own, is told. */
export const planSchema = z.object({
  portalUrl: z.string(),
  seed: z.number().int(),
  /** The accounts of those who sign in, and how many do not. */
  usernames: z.array(z.string()),
  anonymous: z.number().int(),
  seconds: z.number(),
  /** Within which all come. */
  arrivalSec: z.number(),
  /** Least and longest time between two actions of one user. */
  thinkSec: z.tuple([z.number(), z.number()]),
  subjects: z.array(subjectSchema).min(1),
  /** Collections whose event files are real ones. */
  lookCollections: z.array(z.string()).min(1),
});
export type Plan = z.infer<typeof planSchema>;

export const SEED = 20261129;
const SUBJECTS = 60;

/** What is searched for: projects of the store, hidden ones too, as people type what they have heard of. */
export function subjectsOf({ seasons }: SyntheticStore): Subject[] {
  const random = new Random(SEED, "subjects");
  return Array.from({ length: SUBJECTS }, () => {
    const { code, targets, firstMjd } = seasons[Math.floor(random.uniform() * seasons.length)]!;
    const { name: targetName, raDeg, decDeg } = targets[0]!;
    return { code, targetName, raDeg, decDeg, firstMjd };
  });
}
