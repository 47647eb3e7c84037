import fs from "node:fs";

/** The unit of /proc/PID/stat, on every Linux that Node runs on. */
const TICKS_PER_SEC = 100;

/** Processor time, user and system, that a process and its children that run took until now (Linux), seconds. nginx's work is its children's. */
export function cpuSec(pid: number): number {
  // The name of the program stands in brackets and may hold anything. Fields 14 and 15 of proc(5) are utime and stime.
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC + children.reduce((sum, child) => sum + cpuSec(Number(child)), 0);
}
