import { setTimeout as sleep } from "node:timers/promises";
import { environment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { refreshSources } from "@/lib/launch/software/kept";

const LOOK_EVERY_MS = 60_000;

/** Keeps the copies of what SOFTWARE_URLS list fresh, whichever of several workers comes first, until the signal. */
export async function watchSoftware(signal: AbortSignal): Promise<void> {
  if (environment().SOFTWARE_URLS.length === 0) return;
  while (!signal.aborted) {
    await refreshSources(signal).catch((error: unknown) => {
      if (!signal.aborted) log.error({ err: error }, "software records could not be looked after");
    });
    await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
