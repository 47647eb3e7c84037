import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import type { z } from "zod";
import { ServiceFault } from "./services/faults";
import { notebookServices } from "./services/registry";
import type { NotebookService } from "./services/service";
import type { environmentSchema, EnvironmentList, notebookServiceSchema } from "./schemas";
import type { Environment } from "./services/facts";
import { findSoftware } from "./software/catalogue";
import { offered } from "./software/offers";

const HEALTH_LIMIT_MS = 3000;

/** Where one can launch, each asked whether it answers; one that does not says why. */
export function listServices(signal: AbortSignal): Promise<z.infer<typeof notebookServiceSchema>[]> {
  return Promise.all(
    notebookServices().map(async (service) => {
      const { id, title, dataClass, mayInstall, storageSites, stageBeforeOpenBytes, limits, sizes } = service.facts;
      const reason = await whyUnavailable(service, AbortSignal.any([signal, AbortSignal.timeout(HEALTH_LIMIT_MS)]));
      return {
        id,
        kind: service.kind,
        title,
        available: reason === null,
        reason,
        dataClass,
        mayInstall,
        storageSites: storageSites.map(({ site }) => site),
        dataDays: storageSites.length > 0 ? setting("RUCIO_RULE_MAX_DAYS") : null,
        stageBeforeOpenBytes,
        limits: { ...limits },
        sizes: sizes.map((size) => ({ id: size.id, title: size.title, cpus: size.cpus, memoryBytes: size.memoryBytes })),
        atTheEnd: atTheEnd(service.kind),
      };
    }),
  );
}

/** With which software, and how far the lists that some of it comes from are to be trusted to be new. */
export async function listEnvironments(): Promise<EnvironmentList> {
  const { records, sources } = await findSoftware();
  return {
    items: notebookServices().flatMap((service) => [...service.facts.environments, ...offered(service, records)].map((environment) => told(service.facts.id, environment))),
    sources: sources.map(({ name, asOf, fault }) => ({ name, asOf: asOf?.toISOString() ?? null, current: asOf !== null && fault === null })),
  };
}

function told(service: string, { id, title, software, irfs, repository, dataClass, record }: Environment): z.infer<typeof environmentSchema> {
  return {
    id, title, service, repository, dataClass,
    software: software.map((one) => ({ ...one })),
    irfs: [...irfs],
    image: repository === null ? (record?.image ?? null) : null,
    version: record?.version ?? null,
    license: record?.license ?? null,
    description: record?.description ?? null,
    page: record?.page ?? null,
    fromCatalogue: record !== null,
  };
}

/** What becomes of files when a launch ends there, for the person whose they are. */
function atTheEnd(kind: NotebookService["kind"]): string {
  if (kind === "binderhub") return "Everything in the session is removed, what you saved too: download what you want to keep first.";
  return "The staged data are removed. What you saved beside the folder data/ stays, and launching the same basket again goes on from there.";
}

async function whyUnavailable(service: NotebookService, signal: AbortSignal): Promise<string | null> {
  try {
    await service.health(signal);
    return null;
  } catch (error) {
    log.warn({ err: error, service: service.facts.id }, "notebook service is not available");
    return error instanceof ServiceFault ? `${error.message} ${error.nextStep}` : `${service.facts.title} does not answer in time. Try again in a minute.`;
  }
}
