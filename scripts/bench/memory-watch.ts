import fs from "node:fs";

const EVERY_MS = 50;

/** Follows the resident memory of a process (Linux), in megabytes. */
export class MemoryWatch {
  readonly #before: number;
  readonly #timer: NodeJS.Timeout;
  #peak: number;

  constructor(private readonly pid: number) {
    this.#before = this.#peak = residentMb(pid);
    this.#timer = setInterval(() => (this.#peak = Math.max(this.#peak, residentMb(pid))), EVERY_MS);
  }

  stop(): { beforeMb: number; peakMb: number; afterMb: number } {
    clearInterval(this.#timer);
    const afterMb = residentMb(this.pid);
    return { beforeMb: this.#before, peakMb: Math.max(this.#peak, afterMb), afterMb };
  }
}

function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status tells no VmRSS`);
  return (Number(kib) * 1024) / 1e6;
}
