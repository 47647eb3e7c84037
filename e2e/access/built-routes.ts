import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../support/demo";


// Built routes load what they export when they are first asked; this makes them do so and says the names.
const READ_METHODS = `
globalThis.AsyncLocalStorage = require("node:async_hooks").AsyncLocalStorage;
(async () => {
  const found = {};
  for (const file of process.argv.slice(1)) {
    const { routeModule } = await require(file);
    await routeModule.ensureUserland();
    found[file] = Object.keys(routeModule.userland).filter((name) => /^[A-Z]+$/.test(name));
  }
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
})().catch((error) => { console.error(error); process.exit(1); });`;

/** Every route, method and page of the built portal, as the build's own manifest and handlers have them; not of its sources. */
export function builtRoutes(): string[] {
  const server = path.join(root, ".next/server");
  const manifest = JSON.parse(fs.readFileSync(path.join(server, "app-paths-manifest.json"), "utf8")) as Record<string, string>;
  const entries = Object.entries(manifest).map(([name, file]) => ({ name, file: path.join(server, file) }));
  const handlers = entries.filter(({ name }) => name.endsWith("/route"));
  const methods = JSON.parse(execFileSync(process.execPath, ["-e", READ_METHODS, ...handlers.map(({ file }) => file)], { encoding: "utf8", cwd: root, maxBuffer: 10_000_000 })) as Record<string, string[]>;
  const pages = entries.filter(({ name }) => name.endsWith("/page") && !name.startsWith("/_")).map(({ name }) => `PAGE ${template(name) || "/"}`);
  return [...handlers.flatMap(({ name, file }) => methods[file]!.map((method) => `${method} ${template(name)}`)), ...pages].sort();
}

/** `/(site)/projects/[code]/page` → `/projects/{code}` */
function template(name: string): string {
  return name.replace(/\/(page|route)$/, "").replace(/\/\([^/]+\)/g, "").replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
}
