import { setting } from "@/lib/config/environment";
import type { LakeBackend } from "./backend";
import { LocalBackend } from "./backends/local";
import { RucioBackend } from "./backends/rucio/backend";
import { rucio, type RucioConnection } from "./backends/rucio/connection";
import { hasRucio } from "./backends/rucio/settings";
import { LakeUnavailable } from "./errors";

/** How each backend is made from the settings, by the name that releases carry. */
const makers: Record<string, () => LakeBackend> = {
  local: () => new LocalBackend(setting("LAKE_ROOT")),
  rucio: () => rucioBackend(),
};

/** It remembers which copies failed, for as long as its connection lives. */
const rucioBackends = new WeakMap<RucioConnection, RucioBackend>();

function rucioBackend(): RucioBackend {
  if (!hasRucio()) throw new LakeUnavailable("its backend 'rucio' is not configured here");
  const connection = rucio();
  const backend = rucioBackends.get(connection) ?? new RucioBackend(connection);
  rucioBackends.set(connection, backend);
  return backend;
}

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
