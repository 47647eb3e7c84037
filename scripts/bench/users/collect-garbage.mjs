import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Loaded before a measured process's own code (`--import`): SIGUSR2 makes it collect its garbage, all of it.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => collect());
