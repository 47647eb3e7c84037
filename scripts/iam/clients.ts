import type { ClientMetadata } from "oidc-provider";
import { type IamSettings, issuerOf } from "./settings";

/** The client with which scripts get their tokens: public, so PKCE is its only proof. */
export const cliClientId = "airshower-cli";

/** The client with which `airshower login` uses the device flow: public too, and nothing is ever sent to an address of it. */
export const deviceClientId = "airshower-device";

/** Where the code of such a login goes. Nothing answers there: the script reads the code from the redirect itself. */
export function cliRedirectUri(issuer: string): string {
  return `${issuer}/cli`;
}

/** The registered clients: the portal, the hub when there is one, scripts, and the Python client. */
export function clientsOf(settings: IamSettings): ClientMetadata[] {
  const portal: ClientMetadata = {
    client_id: settings.portalClientId,
    client_secret: settings.portalClientSecret,
    client_name: "Airshower",
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: [`${settings.portalUrl}/api/auth/callback/iam`],
    post_logout_redirect_uris: [`${settings.portalUrl}/`],
    backchannel_logout_uri: `${settings.portalUrl}/api/auth/backchannel-logout`,
    backchannel_logout_session_required: true,
  };
  const cli: ClientMetadata = {
    client_id: cliClientId,
    client_name: "Airshower on the command line",
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "none",
    redirect_uris: [cliRedirectUri(issuerOf(settings))],
  };
  const device: ClientMetadata = {
    client_id: deviceClientId,
    client_name: "Airshower’s Python client",
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: "none",
  };
  return [portal, cli, device, ...(settings.hub ? [hubClient(settings.hub)] : [])];
}

function hubClient(hub: NonNullable<IamSettings["hub"]>): ClientMetadata {
  return {
    client_id: "jupyterhub",
    client_secret: hub.clientSecret,
    client_name: "JupyterHub",
    grant_types: ["authorization_code", "refresh_token"],
    // The first is oauthenticator's, the second the small authenticator's that stands in for it.
    redirect_uris: [`${hub.url}/hub/oauth_callback`, `${hub.url}/hub/oidc/callback`],
    post_logout_redirect_uris: [`${hub.url}/`, `${hub.url}/hub/login`],
  };
}
