import os from "node:os";
import { cpuSec } from "../cpu-time";
import type { Figure } from "../figure";
import type { MeasuredPart } from "./part-memory";
import type { Result } from "./run-generator";

export interface ProcessorsTaken {
  /** Of all processors' time, from 0 to 1, by whatever runs. */
  readonly busyShare: number;
  /** Seconds of processor time of each part, by its name; where it was started again, of the new one. */
  readonly partSec: Readonly<Record<string, number>>;
}

/** Whether the generator was in the way of what it measured, and what a request costs, which others' load changes less than its time. */
export function processorFigure({ seconds, cpuSec: generatorSec, delayP99Ms, all }: Result, { busyShare, partSec }: ProcessorsTaken): Figure {
  const generatorShare = generatorSec / seconds / os.availableParallelism();
  const perRequest = Object.fromEntries(Object.entries(partSec).map(([part, sec]) => [`${part}MsPerRequest`, (sec * 1000) / (all?.requests ?? 1)]));
  return { name: "users.processors", values: { generatorShare, busyShare, ...perRequest, generatorDelayP99Ms: delayP99Ms }, unit: "", n: 1, how: "of all processors' time: what the generator of the users took, and what everything on this machine did; processor time of the parts for each request; by how much the generator itself was late, which is in the times" };
}

/** How busy all processors are, by whatever runs, and the product's processes among it. */
export class ProcessorWatch {
  readonly #before = processorMs();
  readonly #partsBefore: ReadonlyMap<number, number>;

  constructor(parts: readonly MeasuredPart[]) {
    this.#partsBefore = new Map(parts.filter(({ isNode }) => isNode).map(({ pid }) => [pid, cpuSec(pid)]));
  }

  /** Since the watch began. @param parts as they run now */
  taken(parts: readonly MeasuredPart[]): ProcessorsTaken {
    const now = processorMs();
    const partSec = Object.fromEntries(parts.filter(({ isNode }) => isNode).map(({ name, pid }) => [name, cpuSec(pid) - (this.#partsBefore.get(pid) ?? 0)]));
    return { busyShare: (now.busy - this.#before.busy) / (now.all - this.#before.all), partSec };
  }
}

function processorMs(): { readonly busy: number; readonly all: number } {
  const times = os.cpus().map((processor) => processor.times);
  const all = times.reduce((sum, each) => sum + Object.values(each).reduce((a, b) => a + b, 0), 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}
