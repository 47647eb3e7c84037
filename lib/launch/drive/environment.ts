import type { Environment } from "../services/facts";
import { EnvironmentGone } from "../services/faults";
import type { NotebookService } from "../services/service";
import { environmentsAt } from "../software/offers";
import type { DrivenLaunch } from "./driven";

/**
 * The environment that a launch was asked for with, as it is offered now; the service's first where none was named. One that
 * is gone is not replaced by another: that would be other software than was chosen, and was judged to hold the data.
 *
 * @throws EnvironmentGone
 */
export async function environmentOf({ its: { environment, publicOnly } }: DrivenLaunch, service: NotebookService): Promise<Environment> {
  const environments = await environmentsAt(service);
  const found = environment === null ? environments[0] : environments.find(({ id }) => id === environment);
  // Operators may trust it less since; at a service that is itself for public data the class says nothing new.
  if (!found || (found.dataClass === "public" && service.facts.dataClass !== "public" && !publicOnly)) throw new EnvironmentGone(service.facts.title);
  return found;
}
