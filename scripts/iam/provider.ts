import path from "node:path";
import Provider, { type Client, type Context, type ErrorOut, type Grant, type Interaction, type Token } from "oidc-provider";
import type { Accounts } from "./accounts";
import { JournalAdapter } from "./adapter";
import { claimsByScope, claimsOf, groupClaims } from "./claims";
import { clientsOf } from "./clients";
import { deviceCodePage, deviceConfirmPage, deviceDonePage } from "./device-pages";
import { Journal } from "./journal";
import { loadKeys } from "./keys";
import { errorPage, logoutPage, signedOutPage } from "./pages";
import { type IamSettings, issuerOf } from "./settings";

const scopes = [...Object.keys(claimsByScope), "offline_access"];
const hour = 3600;
const day = 24 * hour;

/** oidc-provider, set up to speak as INDIGO IAM does, with the demo's accounts and a file for its state. */
export interface DemoProvider {
  readonly provider: Provider;
  readonly journal: Journal;
}

export async function makeProvider(settings: IamSettings, accounts: Accounts): Promise<DemoProvider> {
  const keys = await loadKeys(settings.stateDir);
  const journal = new Journal(path.join(settings.stateDir, "state.jsonl"));
  const account = (sub: string | undefined) => accounts.find((each) => each.sub === sub);

  const provider = new Provider(issuerOf(settings), {
    adapter: (model: string) => new JournalAdapter(model, journal),
    clients: clientsOf(settings),
    jwks: keys.jwks,
    // 127.0.0.1 shares its cookies across ports: the name keeps two demos apart.
    cookies: {
      keys: keys.cookieKeys,
      names: {
        session: `iam_${settings.port}_session`,
        interaction: `iam_${settings.port}_interaction`,
        resume: `iam_${settings.port}_resume`,
      },
      long: { httpOnly: true, sameSite: "lax", signed: true },
      short: { httpOnly: true, sameSite: "lax", signed: true },
    },
    scopes,
    responseTypes: ["code"],
    claims: claimsByScope,
    // INDIGO puts the claims of a scope into the ID token as well.
    conformIdTokenClaims: false,
    routes: { authorization: "/authorize", token: "/token", userinfo: "/userinfo", jwks: "/jwk", end_session: "/session/end", revocation: "/revoke", device_authorization: "/devicecode", code_verification: "/device" },
    findAccount: (_ctx: Context, sub: string) => {
      const found = account(sub);
      return found && { accountId: found.sub, claims: async (_use: string, scope: string) => claimsOf(found, scope) };
    },
    extraTokenClaims: (_ctx: Context, token: Token) => {
      const found = account(token.accountId);
      if (!found || !token.resourceServer) return undefined;
      return { preferred_username: found.username, name: found.name, ...groupClaims(found, token.scopes) };
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx: Context, client: Client, token: Token) => token.clientId === client.clientId },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx: Context, form: string, _out: unknown, error?: Error) => show(ctx, deviceCodePage(form, error !== undefined)),
        userCodeConfirmSource: (ctx: Context, form: string, client: Client, _info: unknown, code: string) => show(ctx, deviceConfirmPage(form, client.clientName ?? client.clientId, code)),
        successSource: (ctx: Context) => show(ctx, deviceDonePage()),
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: Context, form: string) => show(ctx, logoutPage(form, ctx.oidc.entities.IdTokenHint !== undefined)),
        postLogoutSuccessSource: (ctx: Context) => show(ctx, signedOutPage()),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx: Context, resource: string) => ({
          scope: scopes.join(" "),
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: settings.accessTokenSec,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    // Without this, oidc-provider drops offline_access unless it may ask for consent each time.
    issueRefreshToken: (_ctx: Context, client: Client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: () => true,
    loadExistingGrant: grantWhatIsAsked,
    interactions: { url: (_ctx: Context, interaction: Interaction) => `/interaction/${interaction.uid}` },
    renderError: (ctx: Context, out: ErrorOut) => show(ctx, errorPage(out.error, out.error_description)),
    ttl: {
      AccessToken: (_ctx: Context, token: Token) => token.resourceServer?.accessTokenTTL ?? hour,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: hour,
      RefreshToken: 30 * day,
      Grant: 30 * day,
      Session: 14 * day,
    },
    // oidc-provider guards its calls against addresses inside a network, and loopback is all that this IAM calls.
    fetch: (url: string, { dispatcher: _guard, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
  });
  return { provider, journal };
}

/** Nobody is asked for consent here: the clients are the demo's own, and each gets the scopes that it asks for. */
async function grantWhatIsAsked(ctx: Context): Promise<Grant | undefined> {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session.accountId) return undefined;
  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = existing ?? new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(" "));
  for (const resource of Object.keys(ctx.oidc.resourceServers)) {
    grant.addResourceScope(resource, [...ctx.oidc.requestParamScopes].join(" "));
  }
  await grant.save();
  return grant;
}

function show(ctx: Context, html: string): void {
  ctx.type = "html";
  ctx.body = html;
}
