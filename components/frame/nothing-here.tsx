import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";

/** What is not there, and what the viewer may not know of: the same words for both. */
export function NothingHere() {
  return (
    <Empty
      heading="h1"
      title="There is nothing at this address"
      actions={
        <>
          <Link href="/search" className={buttonClass("primary")}>
            Search
          </Link>
          <Link href="/" className={buttonClass()}>
            Front page
          </Link>
        </>
      }
    >
      <p>It was mistyped, it has gone, or it is not open to you. If it belongs to a project of yours, sign in with the account that is in the project’s group.</p>
    </Empty>
  );
}
