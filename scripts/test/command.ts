import { spawn } from "node:child_process";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const modules = path.join(root, "node_modules");

/** Runs a program with its output on the terminal; resolves with its exit code. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs a script of a package in node_modules. */
export function runPackage(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return run(process.execPath, [path.join(modules, script), ...args], env);
}
