"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Failure } from "@/components/api/failure";
import { revokeToken, tokenKeys, tokensOptions } from "@/components/tokens/queries";
import { TokenSecret } from "@/components/tokens/token-secret";
import { TokenTable } from "@/components/tokens/token-table";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { useNotify } from "@/components/ui/notices";
import { PageHeader } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { ApiToken, ApiTokenMade } from "@/lib/auth/api-tokens/schemas";
import type { Scope } from "@/lib/auth/api-tokens/scopes";

// Fetched when first opened: most visits make none.
const MakeTokenDialog = dynamic(async () => (await import("@/components/tokens/make-token-dialog")).MakeTokenDialog);

/** One's API tokens: made here, seen when they are used, and revoked. */
export function TokenPage({ portalUrl, scopes }: { portalUrl: string; scopes: readonly Scope[] }) {
  const tokens = useQuery(tokensOptions());
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<ApiTokenMade | null>(null);
  const makeButton = useRef<HTMLButtonElement>(null);
  const { ask, dialog } = useRevoke((token) => {
    if (made?.id === token.id) setMade(null);
    makeButton.current?.focus();
  });
  const done = () => {
    flushSync(() => setMade(null));
    makeButton.current?.focus();
  };

  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4">
      <PageHeader title="API tokens" note="With a token a script acts as you: it may what you may at that moment, and no more than its scopes say.">
        <Button look="primary" ref={makeButton} onClick={() => setMaking(true)}>
          Make a token
        </Button>
      </PageHeader>
      {made ? <TokenSecret made={made} portalUrl={portalUrl} onDone={done} /> : null}
      <div className="rounded border border-line bg-panel">
        {tokens.isPending ? (
          <div className="flex flex-col gap-4 p-4">
            <Loading what="tokens" />
            <Bar className="w-3/4" />
            <Bar className="w-2/3" />
          </div>
        ) : null}
        {tokens.isError ? (
          <div className="p-4">
            <Failure what="Your tokens could not be loaded" error={tokens.error} retry={() => void tokens.refetch()} retrying={tokens.isFetching} />
          </div>
        ) : null}
        {tokens.data?.items.length === 0 ? (
          <Empty title="No token yet">
            <p>The Python client fetches your basket with one, on a laptop or in a nightly job.</p>
          </Empty>
        ) : null}
        {tokens.data && tokens.data.items.length > 0 ? <TokenTable tokens={tokens.data.items} onRevoke={ask} /> : null}
      </div>
      <p className="text-xs text-muted">
        Tokens go on working after you sign out; revoke one to end it, downloads under way included. They start with <code className="figures">airshower_pat_</code>. The Python client as one file:{" "}
        <a href="/client/airshower.py" className="font-medium text-accent underline" download>
          airshower.py
        </a>
        . Back to <Link href="/settings" className="font-medium text-accent underline">settings</Link>.
      </p>
      {isMaking ? (
        <MakeTokenDialog
          scopes={scopes}
          onClose={() => setMaking(false)}
          onMade={(token) => {
            flushSync(() => setMaking(false));
            setMade(token);
          }}
        />
      ) : null}
      {dialog}
    </div>
  );
}

/** Asks once, with the token's name, then revokes it. */
function useRevoke(onRevoked: (token: ApiToken) => void) {
  const client = useQueryClient();
  const notify = useNotify();
  const question = useRef<HTMLDialogElement>(null);
  const [token, setToken] = useState<ApiToken | null>(null);
  const revoke = useMutation({
    mutationFn: (each: ApiToken) => revokeToken(each.id),
    onSuccess: (_, each) => {
      notify({ text: each.state === "live" ? `The token ${each.name} is revoked.` : `The token ${each.name} is gone from the list.` });
      onRevoked(each);
    },
    onError: (error, each) => notify({ tone: "failed", text: <Failure what={`The token ${each.name} was not revoked`} error={error} /> }),
    onSettled: () => client.invalidateQueries({ queryKey: tokenKeys.list }),
  });
  const ask = (each: ApiToken) => {
    if (each.state === "ended") return revoke.mutate(each);
    flushSync(() => setToken(each));
    question.current?.showModal();
  };
  const dialog = (
    <AskDialog ref={question} title={`Revoke the token ${token?.name ?? ""}?`} confirm="Revoke" onConfirm={() => token && revoke.mutate(token)}>
      <p>Whatever uses it is refused from now on, and downloads under way break off. This can not be undone; a new token can be made.</p>
    </AskDialog>
  );
  return { ask, dialog };
}
