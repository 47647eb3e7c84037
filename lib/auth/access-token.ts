import { errors, type JWTPayload, jwtVerify } from "jose";
import { discovery, keySet, keysUnreachable } from "@/lib/auth/discovery";
import { BearerRefused, IamUnreachable } from "@/lib/auth/errors";
import { environment, setting } from "@/lib/config/environment";

/** Signature algorithms of today's identity services; none with a shared secret. */
export const signatureAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** By how much two clocks may differ, seconds. */
export const clockToleranceSec = 30;

export interface VerifiedAccessToken {
  readonly claims: JWTPayload & { sub: string };
  readonly issuedAtSec: number;
  readonly expiresAtSec: number;
}

/**
 * Verifies a JWT access token (RFC 9068): signature by the identity service's keys, issuer, audience (OIDC_AUDIENCE, or
 * PORTAL_URL), expiry, and that it is an access token and no ID token, logout token or anything else it signs.
 *
 * @throws BearerRefused, IamUnreachable
 */
export async function verifyAccessToken(token: string): Promise<VerifiedAccessToken> {
  const found = await discovery();
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keySet(found), {
      issuer: found.issuer,
      audience: environment().OIDC_AUDIENCE ?? setting("PORTAL_URL"),
      algorithms: signatureAlgorithms,
      requiredClaims: ["sub", "iat", "exp"],
      clockTolerance: clockToleranceSec,
    });
    refuseOtherKinds(protectedHeader.typ, payload);
    const { sub, iat, exp } = payload as JWTPayload & { sub: string; iat: number; exp: number };
    if (iat > Date.now() / 1000 + clockToleranceSec) throw new BearerRefused("was issued in the future: two clocks disagree");
    return { claims: { ...payload, sub }, issuedAtSec: iat, expiresAtSec: exp };
  } catch (error) {
    throw refusal(error);
  }
}

/** Older services give access tokens no type of their own; then what only other kinds carry gives those away. */
function refuseOtherKinds(type: string | undefined, payload: JWTPayload): void {
  const kind = type?.toLowerCase().replace(/^application\//, "");
  if (kind === "at+jwt") return;
  const isOther = ["nonce", "at_hash", "c_hash", "events"].some((claim) => claim in payload) || !("scope" in payload || "client_id" in payload);
  if ((kind !== undefined && kind !== "jwt") || isOther) throw new BearerRefused("is a token of another kind, not an access token");
}

function refusal(error: unknown): Error {
  if (error instanceof BearerRefused || error instanceof IamUnreachable) return error;
  if (keysUnreachable(error)) return new IamUnreachable({ cause: error });
  if (error instanceof errors.JWTExpired) return new BearerRefused("has expired", { cause: error, isGenuine: true });
  if (error instanceof errors.JWTClaimValidationFailed) return new BearerRefused(claimFault(error.claim), { cause: error });
  return new BearerRefused("is not signed by the identity service, or was changed", { cause: error });
}

function claimFault(claim: string): string {
  if (claim === "aud") return "is for another service: ask for one with this portal as audience";
  if (claim === "iss") return "comes from another identity service";
  if (claim === "nbf") return "is not valid yet: two clocks disagree";
  return `lacks what it needs (${claim})`;
}
