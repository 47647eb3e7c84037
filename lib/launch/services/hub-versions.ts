import type { SessionOptions } from "../session-options";
import { HubTooOld } from "./faults";

/** In what the versions of JupyterHub's API differ, as far as launches are concerned. */
export interface HubDialect {
  /** The body that starts a server with these options. */
  readonly startBody: (options: SessionOptions) => unknown;
  /** The scopes that the portal's token needs. */
  readonly scopes: readonly string[];
}

/** Up to version 5 the whole body is the server's options. */
const upTo5: HubDialect = { startBody: (options) => options, scopes: ["admin:users", "servers", "tokens"] };
/** Version 6 takes options by their name, and splits `servers`. */
const from6: HubDialect = { startBody: (options) => ({ user_options: options }), scopes: ["admin:users", "read:servers", "start:servers", "delete:servers", "tokens"] };

const OLDEST = 3;

/**
 * How to speak to a hub of a version such as `5.2.1`. A newer one than is known is spoken to as the newest that is.
 * Source: PROTOCOLS, JupyterHub REST; versions 3 to 6.
 *
 * @throws HubTooOld
 */
export function dialectOf(hubTitle: string, version: string): HubDialect {
  const major = Number.parseInt(version, 10);
  if (major < OLDEST) throw new HubTooOld(hubTitle, version, OLDEST);
  return major >= 6 ? from6 : upTo5;
}
