"use client";

import type { ReactNode } from "react";
import { scopeWords } from "@/components/tokens/token-words";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiToken } from "@/lib/auth/api-tokens/schemas";
import { formatDate, formatDateTime } from "@/lib/units/format";

/** Tokens: what for, what each may, until when, when and from where it was used last. On a phone a card each. */
export function TokenTable({ tokens, onRevoke }: { tokens: readonly ApiToken[]; onRevoke: (token: ApiToken) => void }) {
  return (
    <table role="table" aria-label="API tokens" className="w-full text-sm max-sm:block">
      <thead role="rowgroup" className="max-sm:hidden">
        <tr role="row" className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
          <Head>Name</Head>
          <Head>May</Head>
          <Head>Until (UTC)</Head>
          <Head>Last used</Head>
          <Head>
            <span className="sr-only">Actions</span>
          </Head>
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-sm:block">
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => onRevoke(token)} />
        ))}
      </tbody>
    </table>
  );
}

function Head({ children }: { children: ReactNode }) {
  return (
    <th role="columnheader" scope="col">
      {children}
    </th>
  );
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const isOver = token.state === "ended";
  return (
    <tr
      role="row"
      className="max-sm:flex max-sm:flex-col max-sm:gap-1 max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-3 max-sm:last:border-0 sm:[&>td]:border-b sm:[&>td]:border-line sm:[&>td]:px-4 sm:[&>td]:py-2.5 sm:[&>td]:align-top sm:last:[&>td]:border-0"
    >
      <td role="cell" className="min-w-0 break-words">
        <span className={isOver ? "text-muted" : "font-medium"}>{token.name}</span>
        <span className="figures block text-xs text-muted">…{token.hint}</span>
        <span className="block text-xs text-muted">
          made <RelativeTime iso={token.madeAt} />
        </span>
      </td>
      <td role="cell">{token.scopes.map((scope) => scopeWords[scope].name.toLowerCase()).join(", ")}</td>
      <td role="cell" className={isOver ? "text-muted" : ""}>
        <time dateTime={token.until} title={`${formatDateTime(token.until)} UTC`} className="figures whitespace-nowrap">
          {formatDate(token.until)}
        </time>
        {isOver ? <span className="block text-xs">ended</span> : null}
      </td>
      <td role="cell" className="min-w-0 break-words text-muted">
        {token.lastUsedAt === null ? (
          "never"
        ) : (
          <>
            <RelativeTime iso={token.lastUsedAt} />
            <span className="figures block text-xs">{token.lastUsedFrom ?? "address not known"}</span>
          </>
        )}
      </td>
      <td role="cell" className="sm:text-right">
        <Button size="small" className="max-sm:mt-2" aria-label={`${isOver ? "Remove" : "Revoke"} the token ${token.name}`} onClick={onRevoke}>
          {isOver ? "Remove" : "Revoke"}
        </Button>
      </td>
    </tr>
  );
}
