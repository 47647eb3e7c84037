import type { RunningAnswer } from "./asker-group";

/** So many bytes flow between two questions whether the right is still there. */
export const BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a source, for as long as the right to them lasts. Ends with an error where it has ended. For each block it
 * is asked in the middle of the one before, so that nothing waits in the usual case: after the end of a right, a block
 * and a half (6 MiB) at most.
 */
export async function* guarded(source: AsyncIterable<Buffer | string>, answer: RunningAnswer): AsyncGenerator<Buffer | string> {
  let next: Promise<boolean> | undefined;
  let leftBytes = BLOCK_BYTES;
  for await (const piece of source) {
    let rest: Buffer | string = piece;
    while (rest.length > leftBytes) {
      yield rest.slice(0, leftBytes);
      rest = rest.slice(leftBytes);
      if (!(await (next ?? ask(answer)))) throw new RightEnded();
      next = undefined;
      leftBytes = BLOCK_BYTES;
    }
    leftBytes -= rest.length;
    if (leftBytes <= BLOCK_BYTES / 2) next ??= ask(answer);
    yield rest;
  }
}

/** A question that fails is a no. */
function ask(answer: RunningAnswer): Promise<boolean> {
  return answer.mayGoOn().catch(() => false);
}

/** The right to the bytes ended while they flowed. */
export class RightEnded extends Error {
  constructor() {
    super("the right to this file has ended");
    this.name = "RightEnded";
  }
}
