import { environment } from "@/lib/config/environment";
import { targetsBeginning, targetsNamed } from "./known";
import type { TargetAnswer } from "./schemas";
import { askSesame, SesameFailed } from "./sesame";

const MOST_PROPOSED = 8;

/**
 * What a target's name means. The portal's own list comes first; CDS is asked for names that are not in it, and only
 * where the operator configured that. Whoever typed the name may be anybody: nothing of the catalogue is looked at.
 *
 * @param signal of the request: when it is given up, so is the question to CDS
 */
export async function resolveTarget(name: string, signal: AbortSignal): Promise<TargetAnswer> {
  const named = targetsNamed(name);
  const { SESAME_URL } = environment();
  if (named.length > 0) return { name, isExact: true, items: named, sesame: SESAME_URL ? "not-needed" : "off", problem: null };
  const beginning = targetsBeginning(name, MOST_PROPOSED);
  if (!SESAME_URL) return { name, isExact: false, items: beginning, sesame: "off", problem: null };
  try {
    const items = await askSesame(SESAME_URL, name, signal);
    return items.length > 0 ? { name, isExact: true, items, sesame: "asked", problem: null } : { name, isExact: false, items: beginning, sesame: "asked", problem: null };
  } catch (error) {
    if (!(error instanceof SesameFailed)) throw error;
    return { name, isExact: false, items: beginning, sesame: "failed", problem: error.message };
  }
}
