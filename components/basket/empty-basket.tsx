import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";

/** An empty basket, and the way to fill it. */
export function EmptyBasket() {
  return (
    <div className="rounded border border-line bg-panel">
      <Empty
        title="Your basket is empty"
        actions={
          <>
            <Link href="/search?access=mine" className={buttonClass("primary")}>
              Search your projects
            </Link>
            <Link href="/search" className={buttonClass()}>
              Search everything
            </Link>
          </>
        }
      >
        <p>Find observations, choose some or all of them, and add them here with their IRFs. From the basket they go into a notebook.</p>
      </Empty>
    </div>
  );
}
