import type { Server } from "node:http";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { forgetPause } from "@/lib/auth/groups-recheck";
import { sealTokens, sessionTokenHash, unsealTokens } from "@/lib/auth/sessions";
import { type TestBrowser, testPortal } from "@/lib/auth/test-portal.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { type DemoAccount, demoAccounts } from "@/scripts/iam/accounts";
import { freePort, type TestIam, testIam } from "@/scripts/iam/iam.test-support";

/** A portal and the demo IAM, both listening, for one test file. */
export interface TestIdentity {
  readonly iam: TestIam;
  readonly portalUrl: string;
  readonly accounts: DemoAccount[];
}

/** Call it at the top of the file; what it gives is filled in before the first test. */
export function testIdentity(): TestIdentity {
  testDatabase();
  const identity = { accounts: [...demoAccounts] } as { iam: TestIam; portalUrl: string; accounts: DemoAccount[] };
  let portal: Server;
  beforeAll(async () => {
    const port = await freePort();
    identity.portalUrl = `http://127.0.0.1:${port}`;
    identity.iam = await testIam({ portalUrl: identity.portalUrl }, identity.accounts);
    Object.assign(process.env, {
      PORTAL_URL: identity.portalUrl,
      OIDC_ISSUER: identity.iam.issuer,
      OIDC_CLIENT_SECRET: identity.iam.settings.portalClientSecret,
      GROUPS_RECHECK_SEC: "300",
      GROUPS_GRACE_SEC: "3600",
    });
    forgetEnvironment();
    portal = await testPortal(port);
  });
  afterAll(async () => {
    portal.close();
    await identity.iam.dispose();
  });
  beforeEach(() => {
    forgetDiscovery();
    forgetPause();
  });
  return identity;
}

/** The identity service moves somebody into other groups. */
export function setGroups({ accounts }: TestIdentity, username: string, groups: readonly string[]): void {
  const at = accounts.findIndex((account) => account.username === username);
  const account = accounts[at];
  if (account) accounts[at] = { ...account, groups };
}

/** The database's row of a browser's session. */
export function sessionOf(browser: TestBrowser) {
  const [, value = ""] = /\.session=([^;]+)/.exec(browser.jar.header) ?? [];
  return prisma().session.findUniqueOrThrow({ where: { sessionToken: sessionTokenHash(value) } });
}

/** Makes the groups and tokens of a session look as old as these many seconds; gives the session's id. */
export async function age(browser: TestBrowser, sec: number): Promise<string> {
  const { id, userId, sessionToken, iamTokens } = await sessionOf(browser);
  const then = new Date(Date.now() - sec * 1000);
  await prisma().user.update({ where: { id: userId }, data: { groupsCheckedAt: then } });
  const tokens = unsealTokens(sessionToken, iamTokens);
  if (tokens) await prisma().session.update({ where: { id }, data: { iamTokens: sealTokens(sessionToken, { ...tokens, issuedAt: then.getTime() }) } });
  return id;
}
