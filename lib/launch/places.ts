import { log } from "@/lib/config/log";
import type { z } from "zod";
import { ServiceFault } from "./services/faults";
import { notebookServices } from "./services/registry";
import type { NotebookService } from "./services/service";
import type { environmentSchema, notebookServiceSchema } from "./schemas";

const HEALTH_LIMIT_MS = 3000;

/** Where one can launch, each asked whether it answers; one that does not says why. */
export function listServices(signal: AbortSignal): Promise<z.infer<typeof notebookServiceSchema>[]> {
  return Promise.all(
    notebookServices().map(async (service) => {
      const { id, kind, title, dataClass, stageBeforeOpenBytes } = service;
      const reason = await whyUnavailable(service, AbortSignal.any([signal, AbortSignal.timeout(HEALTH_LIMIT_MS)]));
      return { id, kind, title, available: reason === null, reason, dataClass, stageBeforeOpenBytes };
    }),
  );
}

/** With which software. */
export function listEnvironments(): z.infer<typeof environmentSchema>[] {
  return notebookServices().flatMap((service) => service.environments.map(({ id, title, software }) => ({ id, title, service: service.id, software: [...software] })));
}

async function whyUnavailable(service: NotebookService, signal: AbortSignal): Promise<string | null> {
  try {
    await service.health(signal);
    return null;
  } catch (error) {
    log.warn({ err: error, service: service.id }, "notebook service is not available");
    return error instanceof ServiceFault ? `${error.message} ${error.nextStep}` : `${service.title} does not answer in time. Try again in a minute.`;
  }
}
