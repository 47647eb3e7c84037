import { spawn } from "node:child_process";
import path from "node:path";
import { checkNode, installPackages, root } from "./install/packages.mjs";

// `npm test`: every check and test; ends with a line `N passed, N failed`. See README.md.
checkNode();
installPackages();
const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "scripts/test/main.ts"), ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code) => process.exit(code ?? 1));
