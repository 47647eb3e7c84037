import { spawn } from "node:child_process";
import path from "node:path";
import { checkNode, installPackages, root } from "./install/packages.mjs";

// `npm run demo`: the whole platform on this machine. See README.md.
checkNode();
installPackages();
const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "scripts/demo/main.ts"), ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
// Ctrl-C reaches the child by itself, as a member of the terminal's group; a plain kill of this process does not.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.on("SIGHUP", () => child.kill("SIGTERM"));
child.on("exit", (code) => process.exit(code ?? 1));
