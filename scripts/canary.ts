import { parseArgs } from "node:util";
import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { closePools } from "@/lib/db/pool";
import { runCanaries } from "@/lib/embargo/canary/watch";
import { stateOf } from "@/lib/embargo/canary/runs";
import { canaryEnvironment } from "./canary/demo";

// `npm run canary [-- --data-dir DIR] [--user NAME]`: looks from outside for observations that nobody may see, at every
// public route, and says what came of it. Ends with 1 when one was seen or none could be looked for. With --data-dir it
// looks at a running demo, with --user as one of its accounts too; else at the portal of the environment.

const { values } = parseArgs({ options: { "data-dir": { type: "string" }, user: { type: "string" } } });
process.env.AIRSHOWER_PROCESS = "canary";
try {
  if (values["data-dir"] !== undefined) Object.assign(process.env, await canaryEnvironment(values["data-dir"], values.user));
  const env = checkEnvironment("canary");
  const outcome = await runCanaries("command", { portalUrl: env.PORTAL_URL!, filesUrl: env.FILES_URL!, token: env.CANARY_TOKEN ?? null }, 0);
  if (outcome === null) throw new Error("Another run has just begun");
  const state = stateOf(outcome);
  for (const { kind, route, viewer } of outcome.leaks) console.error(`LEAK  the canary hidden ${kind} showed at ${route}, asked as ${viewer}`);
  if (outcome.problem !== null) console.error(outcome.problem);
  console.log(`${state}: ${outcome.probeCount} probes as ${outcome.viewers.join(" and ") || "nobody"}, ${outcome.leaks.length} leaks`);
  process.exitCode = state === "clean" ? 0 : 1;
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.faults.join("\n") : (error as Error).message);
  process.exitCode = 1;
} finally {
  await closePools();
}
