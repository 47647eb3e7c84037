import path from "node:path";
import { parseArgs } from "node:util";
import { Ending } from "../bench/ending";
import { generateClient } from "../demo/build";

// `npm run prove:timing [-- --pairs 2000 --observations 20000 --port 4620 --only "GET /observations/{id}"]`: whether
// the time of an answer tells that something hidden exists. Starts a platform of its own. Prints one line per route; ends with 1 when a route that must
// tell nothing does.

const ending = new Ending();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void ending.run().then(() => process.exit(130)));

try {
  const { values } = parseArgs({ options: { pairs: { type: "string", default: "2000" }, observations: { type: "string", default: "20000" }, port: { type: "string", default: "4620" }, only: { type: "string", multiple: true } } });
  await generateClient(path.resolve(import.meta.dirname, "../.."));
  // Only now: what it imports needs the database's generated client.
  const { measureTimes } = await import("./timing-run");
  const told = await measureTimes({ pairs: Number(values.pairs), observations: Number(values.observations), port: Number(values.port), only: values.only ?? null }, ending);
  process.exitCode = told ? 1 : 0;
} catch (error) {
  if (!ending.isUnderWay) console.error(error);
  process.exitCode = 1;
} finally {
  await ending.run();
}
