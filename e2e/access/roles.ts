import type { APIRequestContext, Browser } from "@playwright/test";
import { tokenOf } from "../support/demo";
import { signIn } from "../support/user";

/** Who walks, and the demo's account that is one. All are measured against SIM-CRAB, which is hidden from the first two. */
export const roles = { anonymous: null, outsider: "outsider", member: "analyst", pi: "pi-crab", manager: "manager" } as const;
export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];

/** `Authorization` of each role; none for anonymous. Tokens are good for minutes. */
export async function bearers(): Promise<Record<Role, Record<string, string>>> {
  const found = {} as Record<Role, Record<string, string>>;
  for (const role of roleNames) found[role] = roles[role] === null ? {} : { authorization: `Bearer ${await tokenOf(roles[role])}` };
  return found;
}

/** A browser's requests with each role's session cookie. */
export async function sessions(browser: Browser, baseURL: string): Promise<Record<Role, APIRequestContext>> {
  const found = {} as Record<Role, APIRequestContext>;
  for (const role of roleNames) {
    const context = await browser.newContext({ baseURL });
    if (roles[role] !== null) await signIn(await context.newPage(), roles[role]);
    found[role] = context.request;
  }
  return found;
}
