import { randomBytes } from "node:crypto";
import { sealTokens } from "@/lib/auth/sessions";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { prisma } from "@/lib/db/prisma";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { makeApiToken } from "./manage";
import type { ApiTokenMade } from "./schemas";
import { type Scope, scopes as allScopes } from "./scopes";

/** A login of a viewer that holds tokens of the identity service, as a real one does; gives its `Cookie` header. */
export async function loginOf(viewer: SignedInViewer, iamSessionId = randomBytes(8).toString("hex")): Promise<string> {
  const before = await prisma().session.findMany({ select: { id: true } });
  const cookie = await cookieOf(viewer);
  const made = await prisma().session.findFirstOrThrow({ where: { id: { notIn: before.map(({ id }) => id) } } });
  const iamTokens = sealTokens(made.sessionToken, { accessToken: "access", refreshToken: `${viewer.username} 0`, idToken: null, issuedAt: Date.now() });
  await prisma().session.update({ where: { id: made.id }, data: { iamTokens, iamSessionId } });
  return cookie;
}

/** An API token of somebody with an open login, good for an hour. */
export async function tokenFor(viewer: SignedInViewer, scopes: readonly Scope[] = allScopes): Promise<ApiTokenMade> {
  await loginOf(viewer);
  return makeApiToken(viewer, { name: "of a test", scopes: [...scopes], until: new Date(Date.now() + 3_600_000).toISOString() });
}
