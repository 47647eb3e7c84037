import { callerAddress } from "@/lib/auth/caller-address";
import { countingFailures } from "@/lib/auth/rate-limit";
import type { SignInErrorCode } from "@/lib/auth/sign-in-problems";

/** What a login that somebody makes up ends with; a login cancelled, or an identity service that is away, is no guess. */
const madeUp: readonly SignInErrorCode[] = ["login-failed", "login-interrupted"];

class Refused extends Error {
  constructor(readonly answer: Response) {
    super();
  }
}

/**
 * Finishes a login, and counts those that the identity service's answer does not bear out, by address. Passwords are
 * tried at the identity service, which counts them by account; here only its codes can be guessed.
 *
 * @throws TooManyAttempts (429)
 */
export async function countingSignIns(request: Request, finish: (request: Request) => Promise<Response>): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const secret = `${searchParams.get("state")} ${searchParams.get("code")}`;
  const check = async () => {
    const answer = await finish(request);
    if (isMadeUp(answer)) throw new Refused(answer);
    return answer;
  };
  return countingFailures({ kind: "sign-in", secret, address: callerAddress((name) => request.headers.get(name)) }, check, (error) => error instanceof Refused).catch((error: unknown) => {
    if (error instanceof Refused) return error.answer;
    throw error;
  });
}

function isMadeUp(answer: Response): boolean {
  const location = answer.headers.get("location");
  const code = location === null ? null : new URL(location).searchParams.get("error");
  return madeUp.some((each) => each === code);
}
