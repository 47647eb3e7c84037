import { z } from "zod";

const loopbackOrigin = z
  .url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ })
  .transform((url) => new URL(url).origin);

const schema = z.object({
  IAM_PORT: z.coerce.number().int().min(1).max(65_535),
  IAM_STATE_DIR: z.string().min(1),
  PORTAL_URL: loopbackOrigin,
  OIDC_CLIENT_ID: z.string().min(1).default("airshower"),
  OIDC_CLIENT_SECRET: z.string().min(16),
  HUB_URL: loopbackOrigin.optional(),
  HUB_OIDC_CLIENT_SECRET: z.string().min(16).optional(),
  IAM_ACCESS_TOKEN_SEC: z.coerce.number().int().positive().default(300),
});

/** What the demo IAM needs to know to run. */
export interface IamSettings {
  readonly port: number;
  /** Folder of the signing keys and of what must outlive a restart. */
  readonly stateDir: string;
  readonly portalUrl: string;
  readonly portalClientId: string;
  readonly portalClientSecret: string;
  readonly hub?: { readonly url: string; readonly clientSecret: string };
  /** Lifetime of those JWTs; their groups are frozen, so it is short. */
  readonly accessTokenSec: number;
}

/** The demo IAM refuses to run: the message says why and what to do. */
export class IamRefusal extends Error {}

/**
 * Reads the settings from the environment.
 *
 * Everybody knows the demo's passwords, so it runs for one's own machine only: never in production, never for a portal
 * or a hub that others can reach, never on another address than 127.0.0.1.
 *
 * @throws IamRefusal with one line per fault.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): IamSettings {
  if (env.NODE_ENV === "production" || env.AIRSHOWER_MODE === "production") {
    throw new IamRefusal("The demo IAM does not run in production: everybody knows its passwords. Point OIDC_ISSUER at a real identity service.");
  }
  if (env.IAM_HOST !== undefined && env.IAM_HOST !== "127.0.0.1") {
    throw new IamRefusal(`The demo IAM listens on 127.0.0.1 only, not on ${env.IAM_HOST}: everybody knows its passwords. Remove IAM_HOST.`);
  }
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (!parsed.success) {
    throw new IamRefusal(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  }
  const values = parsed.data;
  if (values.HUB_URL !== undefined && values.HUB_OIDC_CLIENT_SECRET === undefined) {
    throw new IamRefusal("HUB_OIDC_CLIENT_SECRET: missing, although HUB_URL is given");
  }
  return {
    port: values.IAM_PORT,
    stateDir: values.IAM_STATE_DIR,
    portalUrl: values.PORTAL_URL,
    portalClientId: values.OIDC_CLIENT_ID,
    portalClientSecret: values.OIDC_CLIENT_SECRET,
    ...(values.HUB_URL && values.HUB_OIDC_CLIENT_SECRET && { hub: { url: values.HUB_URL, clientSecret: values.HUB_OIDC_CLIENT_SECRET } }),
    accessTokenSec: values.IAM_ACCESS_TOKEN_SEC,
  };
}

export function issuerOf(settings: IamSettings): string {
  return `http://127.0.0.1:${settings.port}`;
}
