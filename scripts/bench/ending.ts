/** What has to be undone when the benchmarks end, however they end: last first, once. */
export class Ending {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #ended: Promise<void> | undefined;

  /** From now on nothing may be started, and faults are what ending brings with it. */
  get isUnderWay(): boolean {
    return this.#ended !== undefined;
  }

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    this.#ended ??= (async () => {
      for (const step of this.#steps.reverse()) {
        // One thing that can not be undone must not keep the others.
        await Promise.resolve().then(step).catch((error: unknown) => console.error(`While ending: ${(error as Error).message}`));
      }
    })();
    return this.#ended;
  }
}
