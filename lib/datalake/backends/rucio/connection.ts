import { RucioClient } from "./client";
import { RucioDatasets } from "./datasets";
import { RucioHttp } from "./http";
import { RucioRules } from "./rules";
import { type RucioSettings, rucioSettings } from "./settings";
import { TokenKeeper, type TokenSource } from "./tokens";

/** Everything by which one account uses Rucio. */
export interface RucioConnection {
  readonly client: RucioClient;
  readonly rules: RucioRules;
  readonly datasets: RucioDatasets;
  /** A token for storage; null where it wants none. */
  readonly storageToken: (() => Promise<string>) | null;
  readonly settings: RucioSettings;
}

export function connect(settings: RucioSettings): RucioConnection {
  const http = new RucioHttp(settings.url, new TokenKeeper(settings.tokens), settings.limits);
  const storage = settings.storageTokens === null ? null : new TokenKeeper(settings.storageTokens);
  return { client: new RucioClient(http, settings.schemes), rules: new RucioRules(http, settings.account), datasets: new RucioDatasets(http), storageToken: storage && (() => storage.current()), settings };
}

/**
 * The same Rucio as one viewer, by that viewer's own tokens, for what Rucio shall do under that name. Never kept beyond
 * one request: it would be another viewer's token next time.
 */
export function connectAs(settings: RucioSettings, account: string, tokens: TokenSource): RucioConnection {
  return connect({ ...settings, account, tokens });
}

const kept = globalThis as typeof globalThis & { airshowerRucio?: RucioConnection };

/** The portal's own connection, one per process: its token is shared by all that this process does. */
export function rucio(): RucioConnection {
  kept.airshowerRucio ??= connect(rucioSettings());
  return kept.airshowerRucio;
}

/** Tests have a Rucio each. */
export function forgetRucio(): void {
  kept.airshowerRucio = undefined;
}
