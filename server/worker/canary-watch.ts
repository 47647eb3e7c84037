import { setTimeout as sleep } from "node:timers/promises";
import { setting, environment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { runCanaries } from "@/lib/embargo/canary/watch";

/** The portal may start after the worker, and tests of other things end before. */
const FIRST_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 60_000;

/** Looks for canaries every CANARY_EVERY_SEC, whichever of several workers comes first, until the signal. */
export async function watchCanaries(signal: AbortSignal): Promise<void> {
  const everySec = setting("CANARY_EVERY_SEC");
  if (everySec === 0) return;
  const outside = { portalUrl: setting("PORTAL_URL"), filesUrl: setting("FILES_URL"), token: environment().CANARY_TOKEN ?? null };
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  await pause(FIRST_AFTER_MS);
  while (!signal.aborted) {
    await runCanaries("worker", outside, everySec).catch((error: unknown) => log.error({ err: error }, "canaries could not be looked for"));
    await pause(LOOK_EVERY_MS);
  }
}
