import { spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Loaded } from "../catalogue";
import type { HttpSearch } from "../http-search";
import type { Asked } from "./asked";
import { measure, type Times } from "./measure";

const loadedSchema = z.object({ observations: z.number(), files: z.number(), seconds: z.number() });

/** Of each kind so many different requests are asked meanwhile, the first ones. */
export const ASKED_MEANWHILE = 5;

/** Loads a store in a process of its own and asks all the while; the times of each kind of request, and what was loaded. */
export async function duringLoad(name: string, observations: number, asked: readonly Asked[], http: HttpSearch): Promise<{ loaded: Loaded; times: ReadonlyMap<string, Times> }> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "load-more.ts"), name, String(observations)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  let ended = false;
  const ending = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  }).finally(() => (ended = true));
  const times = new Map<string, Times>(asked.map(({ name: kind }) => [kind, { http: [], sql: [] }]));
  while (!ended) {
    for (const each of asked) {
      if (ended) break;
      const { http: ms } = await measure({ ...each, paths: each.paths.slice(0, ASKED_MEANWHILE) }, http, null);
      times.get(each.name)!.http.push(...ms);
    }
  }
  const code = await ending;
  if (code !== 0) throw new Error(`Loading ${observations} observations ended with ${code}`);
  return { loaded: loadedSchema.parse(JSON.parse(output)), times };
}
