import path from "node:path";
import { generateClient } from "../demo/build";
import { StartFault } from "../demo/options";
import { Ending } from "./ending";
import { benchOptions } from "./options";

// `npm run bench`: measures what the design has a budget for, on this machine. Prints one JSON line per figure. See docs/benchmarks.md.

const ending = new Ending();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void ending.run().then(() => process.exit(130)));
// Who reads the figures may stop reading, and what fails may fail anywhere: nothing may be left running.
for (const fault of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(fault, (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && !ending.isUnderWay) console.error(error);
    void ending.run().then(() => process.exit(1));
  });
}

try {
  const options = benchOptions(process.argv.slice(2));
  await generateClient(path.resolve(import.meta.dirname, "../.."));
  // Only now: what it imports needs the database's generated client.
  const { runBenchmarks } = await import("./run");
  await runBenchmarks(options, ending);
} catch (error) {
  if (!ending.isUnderWay) console.error(error instanceof StartFault ? error.message : error);
  process.exitCode = 1;
} finally {
  await ending.run();
}
