import type { Scope, ScopeNeeded } from "@/lib/auth/api-tokens/scopes";
import { AppError } from "@/lib/errors/app-error";

/** Why an API token opens nothing. */
export type ApiTokenState = "unknown" | "revoked" | "ended" | "unconfirmed";

const reasons: Record<ApiTokenState, string> = {
  unknown: "This API token is not one that the portal has given out, or it was cut off when it was copied. Make a new one on the portal's page Settings → API tokens.",
  revoked: "This API token was revoked. Make a new one on the portal's page Settings → API tokens.",
  ended: "This API token has reached its end date. Make a new one on the portal's page Settings → API tokens.",
  unconfirmed: "The identity service has not confirmed the groups of this API token's owner for too long (it is away, or has ended their login), so it is not certain what the token may open. Sign in at the portal once: it then works again.",
};

/** An API token that does not hold; `state` says why. */
export class ApiTokenRefused extends AppError {
  static override readonly slug = "api-token-refused";
  readonly status = 401;
  override readonly details: Record<string, unknown>;
  /** It was given out here and has only come to its end: no guess. */
  readonly isGenuine: boolean;
  constructor(readonly state: ApiTokenState) {
    super(reasons[state]);
    this.details = { state };
    this.isGenuine = state !== "unknown";
  }
}

/** The API token holds, and was not made for this. */
export class ScopeMissing extends AppError {
  static override readonly slug = "scope-missing";
  readonly status = 403;
  override readonly details: Record<string, unknown>;
  constructor(needed: Exclude<ScopeNeeded, "any">, has: readonly Scope[]) {
    super(
      needed === "none"
        ? "No API token may do this. Sign in at the portal and do it there."
        : `This needs the scope '${needed}', and the API token has only ${has.map((scope) => `'${scope}'`).join(", ")}. Make one with '${needed}' on the portal's page Settings → API tokens.`,
    );
    this.details = { neededScope: needed === "none" ? null : needed, scopes: has };
  }
}

/** Asked by a bearer for what only somebody in the browser may do. */
export class BrowserNeeded extends AppError {
  static override readonly slug = "browser-needed";
  readonly status = 403;
  constructor() {
    super("API tokens are made in the browser only: a token that leaks must not make others that outlive it. Sign in at the portal and open Settings → API tokens.");
  }
}

/** One person's live tokens are limited, so that a list of them can be looked through. */
export class TooManyTokens extends AppError {
  static override readonly slug = "too-many-tokens";
  readonly status = 409;
  constructor(limit: number) {
    super(`You have ${limit} API tokens that are alive. Revoke those that nothing uses any more, then make this one.`);
  }
}

/** One token asks more often than scripts in order do. */
export class TooManyRequests extends AppError {
  static override readonly slug = "too-many-requests";
  readonly status = 429;
  override readonly details: Record<string, unknown>;
  constructor(retryAfterSec: number) {
    super(`This API token asks too often. Wait ${retryAfterSec} s, then go on; ask for larger pages, or for a whole search as CSV, rather than for single things.`);
    this.details = { retryAfterSec };
  }
}
