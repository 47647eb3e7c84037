import type { Identity } from "@/lib/auth/claims";
import { IamUnreachable } from "@/lib/auth/errors";
import type { IamTokens } from "@/lib/auth/sessions";
import type { SignInErrorCode } from "@/lib/auth/sign-in-problems";

/**
 * What is learned while next-auth works through one login. next-auth folds every fault into a few codes and gives its
 * adapter no claims, so its configuration is made anew for each login, around this record.
 */
export interface SignInAttempt {
  /** Whether the browser's state, PKCE and nonce cookies were there and in order. */
  cookiesFit: boolean;
  problem: SignInErrorCode | null;
  identity: Identity | null;
  /** When the identity service said who it is. */
  toldAt: Date;
  tokens: IamTokens | null;
  /** `sid` of the ID token: the session at the identity service, for back-channel logout. */
  iamSessionId: string | null;
}

export function newAttempt(): SignInAttempt {
  return { cookiesFit: false, problem: null, identity: null, toldAt: new Date(), tokens: null, iamSessionId: null };
}

/** The code for an error that the identity service sent back with the browser (RFC 6749, section 4.1.2.1). */
export function problemOfRedirect(error: string): SignInErrorCode {
  if (["access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required"].includes(error)) return "login-refused";
  return ["server_error", "temporarily_unavailable"].includes(error) ? "iam-unreachable" : "login-failed";
}

const networkFaults = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_TLS)/;

/** The code for what openid-client throws while it exchanges the code and checks the ID token. */
export function problemOfExchange(error: unknown): SignInErrorCode {
  if (error instanceof IamUnreachable) return "iam-unreachable";
  const { code, message, name, error: oauthError, response } = error as Error & { code?: string; error?: string; response?: { statusCode?: number } };
  const fault = error as object;
  if ("now" in fault && ("exp" in fault || "nbf" in fault || "iat" in fault)) return "clock-skew";
  if (name === "RPError" && /^(state|nonce) m/.test(message)) return "login-interrupted";
  if (oauthError === "invalid_grant") return "login-interrupted";
  const isAway = networkFaults.test(code ?? "") || message.startsWith("outgoing request timed out") || (response?.statusCode ?? 0) >= 500;
  return isAway ? "iam-unreachable" : "login-failed";
}
