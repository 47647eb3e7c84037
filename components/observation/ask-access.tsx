"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { requestsOptions } from "@/components/embargo/queries";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";

const AskAccessDialog = dynamic(async () => (await import("@/components/embargo/ask-access-dialog")).AskAccessDialog);

/** Beside what is closed: asks its PI for access, or says that one has asked already. Requests belong to accounts. */
export function AskAccess({ observationId }: { observationId: string }) {
  const { signedIn } = useViewer();
  const [open, setOpen] = useState(false);
  const state = useRef<HTMLDivElement>(null);
  const asked = useQuery({ ...requestsOptions({ role: "asked" }), enabled: signedIn });
  if (!signedIn) {
    return (
      <Link href={signInHref(`/observations/${observationId}`)} prefetch={false} className="font-medium text-accent underline">
        Sign in to ask for access
      </Link>
    );
  }
  const waiting = asked.data?.items.find(({ kind, state, ids }) => kind === "access" && state === "open" && ids?.includes(observationId));
  const close = () => setOpen(false);
  // The button makes way for what was asked: the focus stays where it was.
  const sent = () => {
    flushSync(close);
    state.current?.focus();
  };
  return (
    <div ref={state} tabIndex={-1} className="outline-none">
      {waiting ? (
        <>
          You asked for access <RelativeTime iso={waiting.askedAt} />.{" "}
          <Link href="/requests" className="font-medium text-accent underline">
            See your requests
          </Link>
        </>
      ) : (
        <Button size="small" onClick={() => setOpen(true)}>
          Ask for access
        </Button>
      )}
      {open ? <AskAccessDialog observationIds={[observationId]} onClose={close} onSent={sent} /> : null}
    </div>
  );
}
