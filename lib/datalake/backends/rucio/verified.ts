import { createHash } from "node:crypto";
import { Adler32 } from "../../checksums";
import type { RucioLocation } from "./location";

/** Bytes that are others than their checksum says. */
export class ChecksumWrong extends Error {
  /** As a disk's own fault in the middle of a file: this file fails, and nothing else. */
  readonly code = "EIO";
  constructor(algorithm: string) {
    super(`the ${algorithm} of the bytes is another than Rucio's`);
    this.name = "ChecksumWrong";
  }
}

interface Sum {
  update(piece: Uint8Array): unknown;
  hex(): string;
}

/**
 * Passes a whole file on and works out its checksum, the strongest that is known. The last piece goes on only when it
 * is right: what is damaged arrives cut off, never as if it were whole.
 *
 * @throws ChecksumWrong
 */
export async function* verified(pieces: AsyncIterable<Buffer>, { md5, adler32 }: Pick<RucioLocation, "md5" | "adler32">): AsyncGenerator<Buffer> {
  const [algorithm, promised] = md5 !== undefined ? ["md5", md5] : ["adler32", adler32];
  const sum = algorithm === "md5" ? md5Sum() : new Adler32();
  let held: Buffer | undefined;
  for await (const piece of pieces) {
    if (held) yield held;
    sum.update(piece);
    held = piece;
  }
  if (sum.hex() !== promised) throw new ChecksumWrong(algorithm!);
  if (held) yield held;
}

function md5Sum(): Sum {
  const hash = createHash("md5");
  return { update: (piece) => hash.update(piece), hex: () => hash.digest("hex") };
}
