import type { Sql } from "@/lib/embargo/transaction";
import type { Person, World } from "../../world";

/** How many rows a statement changed, or that the database refused it. */
export type Outcome = number | "refused";

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Something that a viewer tries to write, by bare SQL as if no code stood before it, and what must come of it. */
export interface Attempt {
  readonly about: string;
  /** What is written before, and must be taken. */
  readonly first?: Statement;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly expected: Outcome;
}

export type Attempts = (world: World, person: Person) => readonly Attempt[];

/** Nobody's subject and nobody's group. */
export const somebody = "somebody";
/** In whose name a viewer writes; anonymous has none, and tries another's. */
export const nameOf = (person: Person): string => person.sub ?? somebody;

export const taken = (may: boolean): Outcome => (may ? 1 : "refused");
export const touched = (may: boolean): Outcome => (may ? 1 : 0);

const INSUFFICIENT_PRIVILEGE = "42501";

/** Tries it within the transaction of a viewer, and takes it back. @throws for any fault other than a refusal */
export async function tried(sql: Sql, { first, text, values }: Attempt): Promise<Outcome> {
  await sql.client.query("SAVEPOINT attempt");
  try {
    if (first && (await sql.run(first.text, first.values)) !== 1) throw new Error("what an attempt begins with was not taken");
    return await sql.run(text, values);
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return "refused";
    throw error;
  } finally {
    await sql.client.query("ROLLBACK TO attempt");
  }
}
