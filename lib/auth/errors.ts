import { AppError } from "@/lib/errors/app-error";

/** Asked by nobody in particular for what belongs to somebody. */
export class SignInNeeded extends AppError {
  static override readonly slug = "sign-in-needed";
  readonly status = 401;
  constructor() {
    super("This needs to know who you are: sign in, or send an access token as `Authorization: Bearer …`.");
  }
}

/** The browser holds a session that has ended: too old, signed out elsewhere, or ended by the identity service. */
export class SessionExpired extends AppError {
  static override readonly slug = "session-expired";
  readonly status = 401;
  constructor() {
    super("Your session has ended. Sign in again; your basket is kept.");
  }
}

/** A bearer token that does not hold. `reason` completes the sentence 'The access token …'. */
export class BearerRefused extends AppError {
  static override readonly slug = "bearer-refused";
  readonly status = 401;
  /** It is signed by the identity service and has only grown old: no guess. */
  readonly isGenuine: boolean;
  constructor(reason: string, options: { cause?: unknown; isGenuine?: boolean } = {}) {
    super(`The access token ${reason}. Get a new one and try again.`, options);
    this.isGenuine = options.isGenuine ?? false;
  }
}

/** Too many secrets of one kind were wrong, from one address or for one account. */
export class TooManyAttempts extends AppError {
  static override readonly slug = "too-many-attempts";
  readonly status = 429;
  override readonly details: Record<string, unknown>;
  constructor(retryAfterSec: number) {
    super(`Too many attempts from your address, or for this account, have failed. Wait ${retryAfterSec} s, look at what you send (a token, a link, a login), then try again. What worked for you a few minutes ago still works.`);
    this.details = { retryAfterSec };
  }
}

/** The identity service does not answer, so nobody can be told from anybody. */
export class IamUnreachable extends AppError {
  static override readonly slug = "iam-unreachable";
  readonly status = 503;
  override readonly details = { retryAfterSec: 10 };
  constructor(options?: { cause?: unknown }) {
    super("The identity service can not be reached just now, so it is not certain who you are and what you may see. Nothing is lost; try again in a minute.", options);
  }
}

/** Two subjects claim one account name; names reach PI roles and hubs, so the second one is turned away. */
export class AccountConflict extends AppError {
  static override readonly slug = "account-conflict";
  readonly status = 403;
  constructor() {
    super("Your account name belongs to another person here, perhaps to an older account of yours. Ask the portal's operators to sort it out.");
  }
}

/** What the identity service said does not tell who somebody is. `reason` completes 'The identity service …'. */
export class IdentityIncomplete extends AppError {
  static override readonly slug = "identity-incomplete";
  readonly status = 403;
  constructor(reason: string) {
    super(`The identity service ${reason}. Ask its operators; nothing can be done here.`);
  }
}
