import { buildPortal, isBuilt } from "../demo/build";
import { iamPart, productParts } from "../demo/parts";
import { cliClientId, cliRedirectUri } from "../iam/clients";
import { signInOverHttp } from "../iam/sign-in";
import { type Platform, root } from "./platform";

export async function buildWhereChanged(): Promise<void> {
  if (isBuilt(root)) return;
  console.error("building the portal (its sources changed since the last build)");
  await buildPortal(root);
}

/** Starts the built portal and the demo's identity service, once; builds it first where its sources changed. */
export async function startPortal(platform: Platform): Promise<string> {
  await buildWhereChanged();
  const [portal] = productParts(platform.setting);
  await platform.start(iamPart(platform.setting), portal!);
  return portalUrl(platform);
}

export function portalUrl({ setting }: Platform): string {
  return `http://127.0.0.1:${setting.ports.portal}`;
}

/** A token as `npm run token` gives one, groups inside; good for minutes. */
export async function tokenOf(platform: Platform, username: string): Promise<string> {
  const issuer = `http://127.0.0.1:${platform.setting.ports.iam}`;
  const tokens = await signInOverHttp({ issuer, clientId: cliClientId, redirectUri: cliRedirectUri(issuer), scope: "openid profile email", resource: portalUrl(platform), username, password: username });
  return tokens.access_token;
}
