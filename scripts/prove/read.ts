import type { SignedInViewer, Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import type { Person, World } from "./world";

/** One question to the system, with what the oracle says that its answer is. Both are plain values, compared as JSON. */
export interface Question {
  /** Which of several of its kind: an id, a filter. */
  readonly about: string;
  readonly expected: unknown;
  got(): Promise<unknown>;
}

/** One way in which the system tells a viewer of its data. */
export interface Read {
  readonly name: string;
  /** False: only somebody signed in has it. */
  readonly anyone: boolean;
  questions(world: World, person: Person): readonly Question[];
}

/** A person as lib knows viewers. */
export function viewerOf(person: Person): Viewer {
  return person.sub === null ? { kind: "anonymous" } : signedIn(person);
}

/** @throws for anonymous, whom no read that needs a signed-in viewer is asked for. */
export function signedIn(person: Person): SignedInViewer {
  if (person.sub === null) throw new Error("anonymous has no such read");
  return { kind: "user", sub: person.sub, username: person.username, name: person.username, groups: person.groups };
}

/** What hidden and absent look like. */
export const absent = "not found";

/** The answer, or that there is none. Any other error is a fault, not an answer. */
export async function orAbsent<Value>(asked: Promise<Value>): Promise<Value | typeof absent> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NotFound) return absent;
    throw error;
  }
}

/** Sets have no order: texts, sorted. */
export const sorted = (values: Iterable<string>): string[] => [...values].sort();
