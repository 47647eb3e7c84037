import type { DemoAccount } from "./accounts";

/** The claims that each scope gives, as INDIGO IAM's profiles have them; the ones with groups are told below. */
export const claimsByScope = {
  openid: ["sub"],
  profile: ["name", "preferred_username", "organisation_name", "groups"],
  email: ["email", "email_verified"],
  "wlcg.groups": ["wlcg.groups", "wlcg.ver"],
  eduperson_entitlement: ["eduperson_entitlement"],
  entitlements: ["entitlements"],
} satisfies Record<string, string[]>;

const authority = "urn:geant:demo.airshower:group:";

/**
 * What the IAM says about an account for the scopes asked for. The profile follows the scopes: `wlcg.groups` speaks
 * WLCG (leading slash, and then no `groups`), `eduperson_entitlement` or `entitlements` AARC, else plain INDIGO.
 */
export function claimsOf(account: DemoAccount, scope: string): Record<string, unknown> & { sub: string } {
  const scopes = new Set(scope.split(" "));
  const entitlements = account.groups.map((group) => `${authority}${group.split("/").map(encodeURIComponent).join(":")}#iam.demo.airshower`);
  return {
    sub: account.sub,
    name: account.name,
    preferred_username: account.username,
    organisation_name: "airshower-demo",
    email: `${account.username}@airshower.invalid`,
    email_verified: true,
    ...groupClaims(account, scopes),
    ...(scopes.has("eduperson_entitlement") && { eduperson_entitlement: entitlements }),
    ...(scopes.has("entitlements") && { entitlements }),
  };
}

/** Groups as they go into the ID token, the userinfo answer, and the access tokens that carry an audience. */
export function groupClaims(account: DemoAccount, scopes: ReadonlySet<string>): Record<string, unknown> {
  if (scopes.has("wlcg.groups")) {
    return { "wlcg.groups": account.groups.map((group) => `/${group}`), "wlcg.ver": "1.0" };
  }
  return scopes.has("profile") ? { groups: account.groups } : {};
}
