import fs from "node:fs";
import os from "node:os";
import { demoDataDir } from "./demo";

/** The web server is ended after this; what it still writes goes with the folder at the machine's next clean-up. */
export default function removeData(): void {
  const dataDir = demoDataDir();
  if (dataDir.startsWith(os.tmpdir()) && !process.env.E2E_KEEP) process.on("exit", () => ["", "-services.json", "-mounted"].forEach((beside) => fs.rmSync(`${dataDir}${beside}`, { recursive: true, force: true })));
}
