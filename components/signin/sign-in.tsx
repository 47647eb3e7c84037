import { LogIn } from "lucide-react";
import Link from "next/link";
import { Mark } from "@/components/frame/mark";
import { Button, buttonClass } from "@/components/ui/button";
import { Message } from "@/components/ui/message";
import type { SignInProblem } from "@/lib/auth/sign-in-problems";

interface SignInProps {
  readonly problem: SignInProblem | null;
  /** A path of this portal. */
  readonly callback: string;
  /** Who is signed in already. */
  readonly username: string | null;
}

/** The way to the identity service, and what went wrong on the last try. */
export function SignIn({ problem, callback, username }: SignInProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col gap-4 py-8 sm:py-16">
      {problem ? (
        <Message look="failed" role="alert" title={problem.title}>
          <p>{problem.detail}</p>
        </Message>
      ) : null}
      <section className="flex flex-col items-start gap-4 rounded border border-line bg-panel p-6">
        <Mark size={36} />
        {username ? (
          <>
            <h1 className="text-lg font-semibold">You are signed in as {username}</h1>
            <Link href={callback} className={buttonClass("primary")}>
              Go on
            </Link>
          </>
        ) : (
          <>
            <h1 className="text-lg font-semibold">Sign in to Airshower</h1>
            <p className="text-muted">With your account at the observatory’s identity service. It tells the portal your name and your groups, and these decide which data you may see.</p>
            <form method="get" action="/api/auth/login" className="w-full">
              <input type="hidden" name="callbackUrl" value={callback} />
              <Button type="submit" look="primary" className="h-10 w-full">
                <LogIn size={16} aria-hidden /> Sign in
              </Button>
            </form>
            <p className="text-xs text-muted">Your basket is kept with your account, and what you chose before you sign in goes into it.</p>
          </>
        )}
      </section>
    </div>
  );
}
