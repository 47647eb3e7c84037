import { environment, setting } from "@/lib/config/environment";
import { type Limits, storageLimits, usualLimits } from "./limits";
import { serviceTokens, userPassTokens } from "./token-sources";
import type { TokenSource } from "./tokens";

export interface RucioSettings {
  /** Of its REST server, without a trailing slash. */
  readonly url: string;
  readonly account: string;
  /** A scope of that account's, for datasets that the portal makes. */
  readonly ownScope: string;
  readonly tokens: TokenSource;
  /** Null where storage lets the portal read without a token of its own. */
  readonly storageTokens: TokenSource | null;
  /** Of PFNs that can be read from here. */
  readonly schemes: readonly string[];
  /** Nearest first. */
  readonly preferredSites: readonly string[];
  readonly limits: Limits;
  readonly storageLimits: Limits;
}

/** davs is Rucio's name of https to a WebDAV door. */
const SCHEMES = ["https", "davs"];

/** Whether this installation has a Rucio at all. */
export function hasRucio(): boolean {
  return environment().RUCIO_URL !== undefined;
}

/** @throws ConfigurationError naming what is missing. */
export function rucioSettings(limits: Limits = usualLimits): RucioSettings {
  const { RUCIO_STORAGE_SCOPE, RUCIO_PREFERRED_SITES, AIRSHOWER_MODE } = environment();
  return {
    url: setting("RUCIO_URL"),
    account: setting("RUCIO_ACCOUNT"),
    ownScope: environment().RUCIO_RULE_SCOPE ?? `user.${setting("RUCIO_ACCOUNT")}`,
    tokens: tokensOf(limits),
    storageTokens: RUCIO_STORAGE_SCOPE === undefined ? null : serviceTokens({ ...serviceClient(), scope: RUCIO_STORAGE_SCOPE }),
    // On one's own machine storage may do without TLS.
    schemes: AIRSHOWER_MODE === "production" ? SCHEMES : [...SCHEMES, "http"],
    preferredSites: RUCIO_PREFERRED_SITES,
    limits,
    storageLimits,
  };
}

/** By password where there is one, else as a client of the identity service. */
function tokensOf(limits: Limits): TokenSource {
  const { RUCIO_AUTH_URL, RUCIO_USERNAME, RUCIO_OIDC_SCOPE, RUCIO_OIDC_AUDIENCE } = environment();
  if (RUCIO_USERNAME !== undefined) {
    return userPassTokens({ authUrl: RUCIO_AUTH_URL ?? setting("RUCIO_URL"), account: setting("RUCIO_ACCOUNT"), username: RUCIO_USERNAME, password: setting("RUCIO_PASSWORD") }, limits);
  }
  return serviceTokens({ ...serviceClient(), scope: RUCIO_OIDC_SCOPE, audience: RUCIO_OIDC_AUDIENCE });
}

function serviceClient() {
  return { clientId: setting("RUCIO_OIDC_CLIENT_ID"), clientSecret: setting("RUCIO_OIDC_CLIENT_SECRET") };
}
