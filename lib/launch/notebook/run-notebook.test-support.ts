import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { buildNotebook } from "@/lib/launch/notebook/build-notebook";
import type { NotebookInput } from "@/lib/launch/notebook/input";
import type { NotebookTemplate } from "@/lib/launch/software/template";

const jupyter = "/usr/bin/jupyter";
/** Debian's, since another python3 may stand before it. */
export const python = "/usr/bin/python3";
export const hasGammapy = existsSync(jupyter) && spawnSync(python, ["-c", "import gammapy, nbconvert, ipykernel"]).status === 0;
/** Ends the name of a test that is skipped without it. */
export const gammapyNote = hasGammapy ? "" : " (skipped: apt install python3-gammapy python3-ipykernel jupyter-nbconvert)";

const cellSchema = z.object({
  id: z.string(),
  outputs: z
    .array(z.object({ output_type: z.string(), name: z.string().optional(), text: z.array(z.string()).optional(), data: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
});

export interface RunNotebook {
  /** Folder that it ran in. */
  readonly work: string;
  /** Ids of cells that wrote to stderr. */
  readonly warnings: string[];
  /** Ids of cells that show a picture. */
  readonly pictures: string[];
  /** All that its cells printed. */
  readonly printed: string;
  /** What stands behind AIRSHOWER_RESULT. */
  readonly result: unknown;
}

/** Runs a notebook in a new work folder, without network proxies, display or package, and reads its result line. */
export function runNotebook(work: string, input: NotebookInput, makeStore: (data: string) => void, template: NotebookTemplate | null = null): RunNotebook {
  mkdirSync(work);
  makeStore(path.join(work, "data"));
  writeFileSync(path.join(work, "analysis.ipynb"), JSON.stringify(buildNotebook(input, template)));
  const command = ["nbconvert", "--to", "notebook", "--execute", "--inplace", "analysis.ipynb"];
  const env = { HOME: path.dirname(work), PATH: "/usr/bin:/bin", OMP_NUM_THREADS: "1", NODE_ENV: "test" as const };
  const ran = spawnSync(jupyter, command, { cwd: work, env, encoding: "utf8" });
  expect(ran.status, ran.stderr).toBe(0);
  const { cells } = z.object({ cells: z.array(cellSchema) }).parse(JSON.parse(readFileSync(path.join(work, "analysis.ipynb"), "utf8")));
  const idsWhere = (is: (output: z.infer<typeof cellSchema>["outputs"][number]) => boolean) => cells.flatMap(({ id, outputs }) => outputs.filter(is).map(() => id));
  const lines = cells.flatMap((cell) => cell.outputs.flatMap((output) => output.text?.join("").split("\n") ?? []));
  const line = lines.find((text) => text.startsWith("AIRSHOWER_RESULT "));
  return {
    work,
    warnings: idsWhere(({ name }) => name === "stderr"),
    pictures: idsWhere(({ data }) => data?.["image/png"] !== undefined),
    printed: lines.join("\n"),
    result: JSON.parse(line!.slice("AIRSHOWER_RESULT ".length)),
  };
}
