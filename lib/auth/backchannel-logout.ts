import { createHash } from "node:crypto";
import { type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { clockToleranceSec, signatureAlgorithms } from "@/lib/auth/access-token";
import { discovery, keySet, keysUnreachable } from "@/lib/auth/discovery";
import { IamUnreachable } from "@/lib/auth/errors";
import { leaveIamSession } from "@/lib/auth/standing-logins";
import { setting } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** A logout token is used at once; an older one is somebody else's copy. */
const maximumAgeSec = 300;
const bodyLimitBytes = 32_768;
const seenPurpose = "backchannel-logout";

/** OpenID Connect Back-Channel Logout 1.0, section 2.4. */
const logoutClaimsSchema = z
  .object({
    iat: z.number(),
    jti: z.string().min(1).max(512),
    sub: z.string().min(1).max(255).optional(),
    sid: z.string().min(1).max(512).optional(),
    events: z.looseObject({ [logoutEvent]: z.looseObject({}) }),
    nonce: z.never().optional(),
  })
  .refine((claims) => claims.sub !== undefined || claims.sid !== undefined, "neither sub nor sid");
type LogoutClaims = z.infer<typeof logoutClaimsSchema>;

class LogoutRefused extends Error {}

/** `POST /api/auth/backchannel-logout`: the identity service says that a session there has ended, so it ends here too. */
export async function backchannelLogout(request: Request): Promise<Response> {
  try {
    const ended = await endSessions(await verify(await logoutToken(request)));
    log.info({ ended }, "back-channel logout");
    return answer(200);
  } catch (error) {
    if (!(error instanceof LogoutRefused)) throw error;
    log.warn({ reason: error.message }, "back-channel logout refused");
    return answer(400, { error: "invalid_request", error_description: error.message });
  }
}

async function logoutToken(request: Request): Promise<string> {
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  if (!isForm || Number(request.headers.get("content-length") ?? 0) > bodyLimitBytes) throw new LogoutRefused("not a form with a logout_token");
  const token = new URLSearchParams((await request.text()).slice(0, bodyLimitBytes)).get("logout_token");
  if (token === null) throw new LogoutRefused("no logout_token");
  return token;
}

async function verify(token: string): Promise<LogoutClaims> {
  const found = await discovery();
  const verified = await jwtVerify(token, keySet(found), {
    issuer: found.issuer,
    audience: setting("OIDC_CLIENT_ID"),
    algorithms: signatureAlgorithms,
    requiredClaims: ["iat", "jti", "events"],
    clockTolerance: clockToleranceSec,
    maxTokenAge: maximumAgeSec,
  }).catch((error: Error) => {
    if (keysUnreachable(error)) throw new IamUnreachable({ cause: error });
    throw new LogoutRefused(error.message);
  });
  const kind = verified.protectedHeader.typ?.toLowerCase().replace(/^application\//, "");
  if (kind !== undefined && kind !== "logout+jwt" && kind !== "jwt") throw new LogoutRefused("not a logout token");
  return claimsOf(verified.payload);
}

function claimsOf(payload: JWTPayload): LogoutClaims {
  const parsed = logoutClaimsSchema.safeParse(payload);
  if (!parsed.success) throw new LogoutRefused(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; "));
  return parsed.data;
}

/**
 * Ends the sessions that are meant, and keeps the token's id for as long as the token could be sent again. One login that
 * ended goes on standing for API tokens, as after signing out here; where a whole person is meant, nothing stands.
 */
async function endSessions(claims: LogoutClaims): Promise<number> {
  const token = createHash("sha256").update(`${seenPurpose} ${claims.jti}`).digest("hex");
  const now = Date.now();
  const expires = new Date(now + (maximumAgeSec + 2 * clockToleranceSec) * 1000);
  try {
    return await prisma().$transaction(async (tx) => {
      await tx.verificationToken.deleteMany({ where: { identifier: seenPurpose, expires: { lt: new Date(now) } } });
      await tx.verificationToken.create({ data: { identifier: seenPurpose, token, expires } });
      if (claims.sid === undefined) return (await tx.session.deleteMany({ where: { user: { sub: claims.sub! } } })).count;
      return leaveIamSession(tx, claims.sid, claims.sub ?? null);
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") throw new LogoutRefused("this logout_token was used before");
    throw error;
  }
}

function answer(status: number, body?: object): Response {
  const headers = { "cache-control": "no-store", ...(body && { "content-type": "application/json" }) };
  return new Response(body ? JSON.stringify(body) : null, { status, headers });
}
