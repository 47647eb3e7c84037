import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 500;
/** A collection takes moments, and what it frees goes back to the system a little later. */
const COLLECTED_MS = 3000;

/** What a part is known by: the process that was started. Its children count with it. */
export interface MeasuredPart {
  readonly name: string;
  readonly pid: number;
  /** Whether it runs with collect-garbage.mjs. */
  readonly isNode: boolean;
}

/** Has each Node process collect its garbage, so that only what is held is seen, then tells each part's memory. */
export async function collectedMb(parts: readonly MeasuredPart[]): Promise<Map<string, number>> {
  for (const { pid, isNode } of parts) if (isNode) process.kill(pid, "SIGUSR2");
  await sleep(COLLECTED_MS);
  return memoryMb(parts);
}

export function memoryMb(parts: readonly MeasuredPart[]): Map<string, number> {
  return new Map(parts.map(({ name, pid }) => [name, treeMb(pid)]));
}

/** Follows how much each part takes at most. */
export class PeakWatch {
  readonly #peaks = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly parts: readonly MeasuredPart[]) {
    this.#look();
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  stop(): ReadonlyMap<string, number> {
    clearInterval(this.#timer);
    return this.#peaks;
  }

  #look(): void {
    for (const [name, mb] of memoryMb(this.parts)) this.#peaks.set(name, Math.max(mb, this.#peaks.get(name) ?? 0));
  }
}

/** Resident memory of a process and its descendants, megabytes (Linux): their own, and once what they share. */
export function treeMb(pid: number): number {
  const each = tree(pid).flatMap((one) => residentKib(one) ?? []);
  const most = (kind: "shmem" | "file") => Math.max(0, ...each.map((one) => one[kind]));
  return ((each.reduce((sum, { anon }) => sum + anon, 0) + most("shmem") + most("file")) * 1024) / 1e6;
}

/** The process with its descendants; those that end meanwhile are left out. */
function tree(pid: number): number[] {
  const threads = tried(() => fs.readdirSync(`/proc/${pid}/task`)) ?? [];
  const children = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`)?.trim().split(" ").filter(Boolean).map(Number) ?? []);
  return [pid, ...children.flatMap(tree)];
}

/** PostgreSQL's processes all map the same buffers and the same program: proc(5) tells these apart from a process's own memory. */
function residentKib(pid: number): { anon: number; file: number; shmem: number } | null {
  const status = read(`/proc/${pid}/status`);
  const kib = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status ?? "")?.[1] ?? 0);
  return status === null ? null : { anon: kib("RssAnon"), file: kib("RssFile"), shmem: kib("RssShmem") };
}

const read = (file: string) => tried(() => fs.readFileSync(file, "utf8"));

/** null for a process that has ended meanwhile. */
function tried<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch {
    return null;
  }
}
