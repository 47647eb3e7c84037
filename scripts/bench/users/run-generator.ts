import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Ending } from "../ending";
import type { Plan } from "./plan";
import { tallySchema } from "./tally";

export const resultSchema = tallySchema.extend({
  seconds: z.number(),
  cpuSec: z.number(),
  /** How late the generator itself was, at worst but one of a hundred: what it adds to the times. */
  delayP99Ms: z.number(),
});
export type Result = z.infer<typeof resultSchema>;

/** Lets the users of a plan loose and waits until the last one has left. */
export async function runGenerator(plan: Plan, folder: string, ending: Ending): Promise<Result> {
  const file = path.join(folder, "users.json");
  fs.writeFileSync(file, JSON.stringify(plan));
  const child = spawn(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "generator.ts"), file], { stdio: ["ignore", "pipe", "inherit"] });
  ending.add(() => void child.kill());
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`The generator of the users ended with ${code}`);
  return resultSchema.parse(JSON.parse(output));
}
