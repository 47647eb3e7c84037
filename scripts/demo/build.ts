import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { runPrisma } from "../prisma/run";

const SOURCES = ["app", "instrumentation.ts", "components", "lib", "public", "next.config.mjs", "postcss.config.mjs", "proxy.ts", "package-lock.json", "tsconfig.json"];

/** Does `.next` hold a build of just these sources? */
export function isBuilt(root: string): boolean {
  const stamp = path.join(root, ".next", STAMP);
  return fs.existsSync(path.join(root, ".next", "BUILD_ID")) && fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === sourcesDigest(root);
}

/** Generates Prisma's client and builds the portal. No setting is baked in: one build serves every configuration. */
export async function buildPortal(root: string): Promise<void> {
  await generateClient(root);
  const digest = sourcesDigest(root);
  await run(root, process.execPath, [nextCommand(root), "build"]);
  fs.writeFileSync(path.join(root, ".next", STAMP), digest);
}

const STAMP = "airshower-sources";

/** Prisma's client is generated, not committed; again only when the schema changed. */
export async function generateClient(root: string): Promise<void> {
  const stamp = path.join(root, "lib/db/generated/.schema");
  const digest = createHash("sha256").update(fs.readFileSync(path.join(root, "prisma/schema.prisma"))).update(fs.readFileSync(path.join(root, "package-lock.json"))).digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest) return;
  await runPrisma(["generate"]);
  fs.writeFileSync(stamp, digest);
}

/**
 * A basket of twenty thousand files is hundreds of megabytes of short-lived objects: with V8's own 16 MB for new ones a fifth of the
 * time goes into copying them about.
 */
const ROOM_FOR_NEW = "--max-semi-space-size=64";

/** What Node is given to serve the built portal. */
export function portalArguments(root: string, port: number): string[] {
  return [ROOM_FOR_NEW, nextCommand(root), "start", "-H", "127.0.0.1", "-p", String(port)];
}

function nextCommand(root: string): string {
  return path.join(path.dirname(createRequire(path.join(root, "package.json")).resolve("next/package.json")), "dist/bin/next");
}

function sourcesDigest(root: string): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((source) => filesBelow(path.join(root, source))).sort()) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(entry: string): string[] {
  if (!fs.existsSync(entry)) return [];
  if (fs.statSync(entry).isFile()) return /\.test(-support)?\.tsx?$/.test(entry) ? [] : [entry];
  if (path.basename(entry) === "generated") return [];
  return fs.readdirSync(entry).flatMap((name) => filesBelow(path.join(entry, name)));
}

function run(cwd: string, command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${output}`))));
  });
}
