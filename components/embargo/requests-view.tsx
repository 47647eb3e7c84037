"use client";

import Link from "next/link";
import { RequestsPanel } from "@/components/embargo/requests-panel";
import { PageHeader } from "@/components/ui/panel";

/** Requests from both sides: what waits for one's answer, and what one asked for. */
export function RequestsView() {
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader title="Requests" />
      <div className="flex flex-col gap-4">
        <RequestsPanel
          title="For you to answer"
          id="to-answer"
          filter={{ role: "answer" }}
          empty="Nobody asks anything of you. Requests for access come to a project’s PI and deputies, requests for other dates to the embargo managers."
        />
        <RequestsPanel
          title="Asked by you"
          id="asked"
          filter={{ role: "asked" }}
          empty={
            <>
              You have asked for nothing. Where an observation is closed, its page has ‘Ask for access’:{" "}
              <Link href="/search" className="font-medium text-accent underline">
                search
              </Link>
              .
            </>
          }
        />
      </div>
    </div>
  );
}
