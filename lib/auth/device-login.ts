import type { DeviceLogin } from "@/lib/auth/schemas";
import { environment, setting } from "@/lib/config/environment";

/** How a script signs in: by the identity service's device flow where the operators registered a client for it, or by an API token. */
export function deviceLogin(): DeviceLogin {
  const { OIDC_DEVICE_CLIENT_ID: clientId, OIDC_AUDIENCE, OIDC_SCOPE: scope } = environment();
  const device = clientId === undefined ? null : { issuer: setting("OIDC_ISSUER"), clientId, scope, audience: OIDC_AUDIENCE ?? setting("PORTAL_URL") };
  return { device, tokensPage: `${setting("PORTAL_URL")}/settings/tokens` };
}
