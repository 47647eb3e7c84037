import { setting } from "@/lib/config/environment";
import type { LakeBackend } from "./backend";
import { LocalBackend } from "./backends/local";
import { LakeUnavailable } from "./errors";

/** How each backend is made from the settings, by the name that releases carry. */
const makers: Record<string, () => LakeBackend> = {
  local: () => new LocalBackend(setting("LAKE_ROOT")),
};

/**
 * The backend of that name.
 *
 * @throws LakeUnavailable for a backend that this installation does not have.
 */
export function lakeBackend(name: string): LakeBackend {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (!make) throw new LakeUnavailable(`its backend '${name}' is not configured here`);
  return make();
}
