import fs from "node:fs";
import { z } from "zod";
import { endGroup } from "./part";

const processSchema = z.object({ name: z.string(), pid: z.number().int(), startedTicks: z.string() });
const registerSchema = z.array(processSchema);

/**
 * The processes that a supervisor started, on disk, so that the next start finds what a killed one left behind. A pid
 * alone may be somebody else's by then: the kernel's start time tells.
 */
export class ProcessRegister {
  readonly #file: string;
  #processes: z.infer<typeof registerSchema> = [];

  constructor(file: string) {
    this.#file = file;
  }

  add(name: string, pid: number): void {
    this.#processes = [...this.#processes.filter((each) => each.name !== name), { name, pid, startedTicks: startTicks(pid) ?? "" }];
    this.#write();
  }

  clear(): void {
    this.#processes = [];
    this.#write();
  }

  /** Ends what an earlier supervisor left running; returns the names. */
  async endLeftovers(): Promise<string[]> {
    const left = this.#read().filter((each) => each.startedTicks !== "" && startTicks(each.pid) === each.startedTicks);
    await Promise.all(left.map((each) => endGroup(each.pid)));
    this.clear();
    return left.map((each) => each.name);
  }

  #read(): z.infer<typeof registerSchema> {
    try {
      return registerSchema.parse(JSON.parse(fs.readFileSync(this.#file, "utf8")));
    } catch {
      return [];
    }
  }

  #write(): void {
    fs.writeFileSync(`${this.#file}.new`, JSON.stringify(this.#processes));
    fs.renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Field 22 of /proc/PID/stat; undefined when there is no such process. */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
