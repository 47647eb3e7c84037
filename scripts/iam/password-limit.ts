import { TooManyAttempts } from "@/lib/auth/errors";
import { countingFailures } from "@/lib/auth/rate-limit";
import { type Accounts, checkPassword, type DemoAccount } from "./accounts";

class WrongPassword extends Error {}

export type PasswordAnswer = { readonly account: DemoAccount } | { readonly refused: true } | { readonly retryAfterSec: number };

/** Checks a password, and hears no more of them for an account for which too many were wrong. */
export async function tryPassword(accounts: Accounts, username: string, password: string): Promise<PasswordAnswer> {
  const check = async () => {
    const account = checkPassword(accounts, username, password);
    if (account === undefined) throw new WrongPassword();
    return { account };
  };
  return countingFailures({ kind: "password", secret: `${username} ${password}`, address: null, account: username }, check, (error) => error instanceof WrongPassword).catch((error: unknown) => {
    if (error instanceof WrongPassword) return { refused: true as const };
    if (error instanceof TooManyAttempts) return { retryAfterSec: Number(error.details.retryAfterSec) };
    throw error;
  });
}
