import { type FilesOfAsker, stillReadable } from "@/lib/datalake/still-readable";
import { log } from "@/lib/config/log";
import type { AskerGroup, RunningAnswer } from "./asker-group";

/** So many askers' rights are worked out by one statement, and so many statements run at once. */
const ASKERS_EACH = 25;
const AT_ONCE = 2;
const RETRY_MS = 250;

/** Asks the database who may still read what, for all who want to know at the moment. */
export class Inquiry {
  readonly #wanted = new Map<AskerGroup, { promise: Promise<void>; resolve: () => void }>();
  #running = 0;

  /** @param changes the number of the last change that was heard */
  constructor(private readonly changes: () => number) {}

  /** Resolves when a question that began after this call has been answered, or has failed; answers without a right are cut off then. */
  ask(group: AskerGroup): Promise<void> {
    const already = this.#wanted.get(group);
    if (already) return already.promise;
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    this.#wanted.set(group, { promise, resolve });
    this.#pump();
    return promise;
  }

  #pump(): void {
    while (this.#running < AT_ONCE && this.#wanted.size > 0) {
      const taken = [...this.#wanted].slice(0, ASKERS_EACH);
      for (const [group] of taken) this.#wanted.delete(group);
      this.#running += 1;
      void this.#run(taken.map(([group]) => group)).finally(() => {
        this.#running -= 1;
        for (const [, { resolve }] of taken) resolve();
        this.#pump();
      });
    }
  }

  async #run(groups: readonly AskerGroup[]): Promise<void> {
    const [upTo, fromMs] = [this.changes(), performance.now()];
    let inDoubt = groups;
    try {
      const asked = await Promise.all(groups.map(askedNow));
      const known = asked.filter((each) => typeof each === "object");
      inDoubt = groups.filter((_, i) => asked[i] !== "ended");
      const found = known.length === 0 ? [] : await stillReadable(known);
      for (const [i, { group, answers, certainSec }] of known.entries()) {
        const { isReadable, certainSec: grantsSec } = found[i]!;
        group.settle(answers, isReadable, { fromMs, upTo, certainSec: earlier(certainSec, grantsSec) });
      }
      inDoubt = groups.filter((_, i) => asked[i] === "unsure");
    } catch (error) {
      log.warn({ err: error }, "running downloads wait: the embargo can not be asked");
    }
    for (const group of inDoubt) group.doubt();
    if (inDoubt.length > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
  }
}

interface Asked extends FilesOfAsker {
  readonly group: AskerGroup;
  readonly answers: readonly RunningAnswer[];
  readonly certainSec: number | null;
}

async function askedNow(group: AskerGroup): Promise<Asked | "ended" | "unsure"> {
  const answers = [...group.answers];
  try {
    const who = await group.asker.now();
    if (who !== null) return { group, answers, files: answers.map(({ file }) => file), ...who };
    group.end();
    return "ended";
  } catch (error) {
    log.warn({ err: error }, "running downloads wait: it can not be told who asks");
    return "unsure";
  }
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
