import os from "node:os";
import type { Figure } from "../figure";
import type { Result } from "./run-generator";

/** Whether the generator was in the way of what it measured. */
export function processorFigure({ seconds, cpuSec, delayP99Ms }: Result, busyShare: number): Figure {
  const generatorShare = cpuSec / seconds / os.availableParallelism();
  return { name: "users.processors", values: { generatorShare, busyShare, generatorDelayP99Ms: delayP99Ms }, unit: "", n: 1, how: "of all processors' time: what the generator of the users took, and what everything on this machine did; by how much the generator itself was late, which is in the times" };
}

/** How busy all processors are, by whatever runs. */
export class ProcessorWatch {
  readonly #before = processorMs();

  /** Of their time since the watch began, from 0 to 1. */
  busyShare(): number {
    const now = processorMs();
    return (now.busy - this.#before.busy) / (now.all - this.#before.all);
  }
}

function processorMs(): { readonly busy: number; readonly all: number } {
  const times = os.cpus().map((processor) => processor.times);
  const all = times.reduce((sum, each) => sum + Object.values(each).reduce((a, b) => a + b, 0), 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}
