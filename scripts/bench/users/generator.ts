import fs from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { z } from "zod";
import { planSchema } from "./plan";
import type { resultSchema } from "./run-generator";
import { SimulatedUser } from "./simulated-user";
import { Tally } from "./tally";

// The users, in a process of their own: what they cost is not the portal's. Argument: the file of the plan. Prints the result as JSON.

const EVERY_MS = 60_000;

const plan = planSchema.parse(JSON.parse(fs.readFileSync(process.argv[2]!, "utf8")));
const tally = new Tally();
const anonymous = Array.from({ length: plan.anonymous }, (_, i) => new SimulatedUser(plan, `anonymous ${i + 1}`, null, tally));
const signedIn = plan.usernames.map((username) => new SimulatedUser(plan, username, username, tally));

const started = performance.now();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const told = setInterval(() => console.error(`${Math.round((performance.now() - started) / 1000)} s: ${tally.requests} requests, ${tally.errors} errors`), EVERY_MS).unref();
await Promise.all([...anonymous, ...signedIn].map((user) => user.run(started + plan.seconds * 1000)));
clearInterval(told);
delay.disable();

const { user, system } = process.cpuUsage();
const result: z.input<typeof resultSchema> = { ...tally.summary(), seconds: (performance.now() - started) / 1000, cpuSec: (user + system) / 1e6, delayP99Ms: delay.percentile(99) / 1e6 };
console.log(JSON.stringify(result));
