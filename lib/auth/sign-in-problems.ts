/** What the sign-in page says about one `?error=` code: what happened, and what to do. */
export interface SignInProblem {
  readonly title: string;
  readonly detail: string;
}

/** Every code with which a login, a logout or an ended session leads to `/signin?error=…`. */
export const signInProblems = {
  "iam-unreachable": {
    title: "The identity service does not answer",
    detail: "Signing in goes through your observatory's identity service, and it can not be reached just now. Wait a minute and try again. Public data stay open to you meanwhile, and your basket is kept.",
  },
  "login-refused": {
    title: "You were not signed in",
    detail: "The login was cancelled, or the identity service refused it. Try again, or sign in with another account.",
  },
  "clock-skew": {
    title: "Two clocks disagree",
    detail: "The portal's clock and the identity service's differ by too much, so its answer looked expired or not yet valid. This is a fault of the servers, not yours: tell the portal's operators.",
  },
  "login-interrupted": {
    title: "The login was interrupted",
    detail: "The answer of the identity service does not belong to a login that this browser began: the page was open for too long, was opened twice, or cookies are blocked. Sign in again.",
  },
  "session-expired": {
    title: "Your session has ended",
    detail: "You were signed out, here or elsewhere, or the session grew too old. Sign in again; your basket is kept.",
  },
  "account-conflict": {
    title: "Your account name is taken",
    detail: "Your account name belongs to another person here, perhaps to an older account of yours. Ask the portal's operators to sort it out.",
  },
  "identity-incomplete": {
    title: "The identity service did not say who you are",
    detail: "It gave no user name that can be used here. Ask the portal's operators to check which claims it releases.",
  },
  "signed-out-here-only": {
    title: "You are signed out of the portal only",
    detail: "The identity service does not answer, so your session there may still be open. Close the browser, or sign out there later.",
  },
  "login-failed": {
    title: "Signing in failed",
    detail: "The answer of the identity service could not be accepted. Try again; if it stays, tell the portal's operators when it happened.",
  },
} as const satisfies Record<string, SignInProblem>;

export type SignInErrorCode = keyof typeof signInProblems;

/** The problem that a query names; null for none and for what is no code of ours. */
export function signInProblem(code: string | null | undefined): SignInProblem | null {
  return code && Object.hasOwn(signInProblems, code) ? signInProblems[code as SignInErrorCode] : null;
}
