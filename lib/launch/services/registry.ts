import { ConfigurationError, environment } from "@/lib/config/environment";
import { servicesFromEnvironment } from "./configuration/from-environment";
import { servicesFromFile } from "./configuration/from-file";
import type { NotebookService } from "./service";

const kept = globalThis as typeof globalThis & { airshowerServices?: readonly NotebookService[] };

/**
 * The notebook services of this portal, as configured: those of NOTEBOOK_SERVICES_FILE, or without it the hub of HUB_URL.
 * A new kind of service is one file beside this and its form in `configuration/`.
 *
 * @throws ConfigurationError
 */
export function notebookServices(): readonly NotebookService[] {
  kept.airshowerServices ??= configured();
  return kept.airshowerServices;
}

export function findService(id: string): NotebookService | null {
  return notebookServices().find((service) => service.facts.id === id) ?? null;
}

/** Tests configure services per file. */
export function forgetServices(): void {
  kept.airshowerServices = undefined;
}

function configured(): readonly NotebookService[] {
  const { NOTEBOOK_SERVICES_FILE, HUB_URL } = environment();
  if (NOTEBOOK_SERVICES_FILE === undefined) return servicesFromEnvironment();
  if (HUB_URL !== undefined) throw new ConfigurationError(["HUB_URL and NOTEBOOK_SERVICES_FILE are both set, and it is not clear which holds: write the hub into the file, and take HUB_URL away."]);
  return servicesFromFile(NOTEBOOK_SERVICES_FILE);
}
