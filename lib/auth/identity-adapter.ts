import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount } from "next-auth/adapters";
import { sealTokens, sessionLifetimeSec, sessionTokenHash } from "@/lib/auth/sessions";
import type { SignInAttempt } from "@/lib/auth/sign-in-attempt";
import { tidySessions } from "@/lib/auth/standing-logins";
import type { User } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";

/**
 * The Prisma adapter, with what next-auth leaves open: sessions are kept by their cookie's hash and hold the login's
 * own tokens, sealed; accounts hold no tokens; nobody is ever linked by e-mail address.
 */
export function identityAdapter(attempt: SignInAttempt): Adapter {
  const database = prisma();
  const base = PrismaAdapter(database as unknown as Parameters<typeof PrismaAdapter>[0]) as Adapter;
  return {
    ...base,
    getUserByAccount: async (account) => {
      const found = await database.account.findUnique({ where: { provider_providerAccountId: account }, include: { user: true } });
      return found && adapterUser(found.user);
    },
    getUserByEmail: async () => null,
    // The row is there already: the sign-in callback has written who it is (people.ts).
    createUser: async () => adapterUser(await database.user.findUniqueOrThrow({ where: { sub: attempt.identity?.sub ?? "" } })),
    linkAccount: async ({ userId, type, provider, providerAccountId }: AdapterAccount) => {
      const link = { userId, type, provider, providerAccountId };
      await database.account.upsert({ where: { provider_providerAccountId: { provider, providerAccountId } }, create: link, update: { userId } });
    },
    createSession: async ({ sessionToken, userId, expires }) => {
      const hash = sessionTokenHash(sessionToken);
      const now = new Date();
      await tidySessions();
      await database.session.create({
        data: {
          sessionToken: hash,
          userId,
          expires: new Date(now.getTime() + sessionLifetimeSec * 1000),
          iamSessionId: attempt.iamSessionId,
          iamTokens: attempt.tokens && sealTokens(hash, attempt.tokens),
        },
      });
      // `expires` is the cookie's: it outlives the session, so that an ended session can be told from none.
      return { sessionToken, userId, expires };
    },
    // Every login is a session of its own; the handler shows next-auth no older one to go on with.
    getSessionAndUser: async () => null,
    deleteSession: async (sessionToken) => {
      await database.session.deleteMany({ where: { sessionToken: sessionTokenHash(sessionToken) } });
    },
  };
}

function adapterUser(user: User) {
  return { id: user.id, name: user.name, email: user.email ?? "", emailVerified: null };
}
