import { z } from "zod";
import { log } from "@/lib/config/log";
import { ask } from "./answers";
import { NOBODY } from "./kinds";
import { plantCanaries } from "./plant";
import { type Found, type Outside, probeForCanaries } from "./probe";
import { finishRun, type Outcome, startRun, stateOf } from "./runs";
import type { CanaryRun } from "./schemas";

const meSchema = z.looseObject({ sub: z.string().nullable() });

/**
 * Plants the canaries that are missing, looks for them from outside, and keeps what came of it.
 *
 * @param everySec at least so long after the last run; 0 for at once
 * @returns null where the last run is too young
 */
export async function runCanaries(origin: CanaryRun["origin"], outside: Outside, everySec: number): Promise<Outcome | null> {
  const id = await startRun(origin, everySec);
  if (id === null) return null;
  const outcome = await look(outside).then((found): Outcome => ({ ...found, problem: null }), (error: unknown): Outcome => ({ probeCount: 0, viewers: [], leaks: [], problem: reasonOf(error) }));
  await finishRun(id, outcome);
  const state = stateOf(outcome);
  // Which canary showed, and where: made-up observations, so that nothing real is named in a log.
  if (state === "leak") log.error({ leaks: outcome.leaks }, "the embargo leaks: a canary was seen from outside");
  else if (state === "failed") log.warn({ problem: outcome.problem }, "canaries could not be looked for");
  else log.info({ probeCount: outcome.probeCount, viewers: outcome.viewers }, "no canary was seen from outside");
  return outcome;
}

async function look(outside: Outside): Promise<Found> {
  await plantCanaries((await subjectOf(outside)) ?? NOBODY);
  return probeForCanaries(outside);
}

/** Whose the token is: the portal says. @throws when the token does not hold, so that nobody believes it was tried. */
async function subjectOf({ portalUrl, token }: Outside): Promise<string | null> {
  if (token === null) return null;
  const answer = await ask({ method: "GET", url: `${portalUrl}/api/v1/me` }, token);
  const sub = answer.status === 200 ? meSchema.parse(JSON.parse(answer.text)).sub : null;
  if (sub === null) throw new Error(`The portal does not accept the access token of CANARY_TOKEN (it answered ${answer.status})`);
  return sub;
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === "TimeoutError") return "The portal or the files process did not answer in time";
  return cause?.code === undefined ? message : `The portal or the files process can not be reached (${cause.code})`;
}
