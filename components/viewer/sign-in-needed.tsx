import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { signInHref } from "@/components/viewer/sign-in-href";

/** In place of a page that belongs to an account. */
export function SignInNeeded({ title, here, children }: { title: string; here: string; children: string }) {
  return (
    <div className="rounded border border-line bg-panel">
      <Empty
        heading="h1"
        title={title}
        actions={
          <Link href={signInHref(here)} prefetch={false} className={buttonClass("primary")}>
            Sign in
          </Link>
        }
      >
        <p>{children}</p>
      </Empty>
    </div>
  );
}
