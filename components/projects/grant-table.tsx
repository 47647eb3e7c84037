"use client";

import { UserRound, UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { granteeText, periodText, personText, rightsText, scopeText } from "@/components/embargo/grant-words";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Grant } from "@/lib/embargo/grants/schemas";

const idsShown = 3;

interface GrantTableProps {
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly nowMs: number;
  readonly onChange: (grant: Grant) => void;
  readonly onRevoke: (grant: Grant) => void;
}

/** Grants: to whom, on what, which right, how long, by whom and why. On a phone a card each. */
export function GrantTable({ name, grants, nowMs, onChange, onRevoke }: GrantTableProps) {
  return (
    <table role="table" aria-label={name} className="w-full text-sm max-sm:block">
      <thead role="rowgroup" className="max-sm:hidden">
        <tr role="row" className="text-left text-xs text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
          <Head>To</Head>
          <Head>On</Head>
          <Head>May</Head>
          <Head>How long (UTC)</Head>
          <Head>Given</Head>
          <Head>
            <span className="sr-only">Actions</span>
          </Head>
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-sm:block">
        {grants.map((grant) => (
          <GrantRow key={grant.id} grant={grant} nowMs={nowMs} onChange={onChange} onRevoke={onRevoke} />
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

function GrantRow({ grant, nowMs, onChange, onRevoke }: { grant: Grant } & Pick<GrantTableProps, "nowMs" | "onChange" | "onRevoke">) {
  const to = granteeText(grant.grantee);
  const isOver = grant.state === "ended" || grant.state === "revoked";
  const Icon = grant.grantee.kind === "group" ? UsersRound : UserRound;
  return (
    <tr
      role="row"
      className="max-sm:flex max-sm:flex-col max-sm:gap-1 max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-3 max-sm:last:border-0 sm:[&>td]:border-b sm:[&>td]:border-line sm:[&>td]:px-4 sm:[&>td]:py-2.5 sm:[&>td]:align-top sm:last:[&>td]:border-0"
    >
      <td role="cell" className="min-w-0">
        <span className="flex items-start gap-2">
          <Icon size={16} className="mt-0.5 shrink-0 text-muted" aria-hidden />
          <span className="min-w-0 break-words">
            <span className="font-medium">{to}</span>
            {grant.grantee.kind === "person" && grant.grantee.displayName && grant.grantee.name ? <span className="figures block text-xs text-muted">{grant.grantee.name}</span> : null}
          </span>
        </span>
      </td>
      <td role="cell" className="min-w-0 break-words sm:min-w-36">
        {scopeText(grant.scope)}
        {grant.scope.ids?.slice(0, idsShown).map((id) => (
          <span key={id} className="figures block text-xs whitespace-nowrap text-muted">
            {id}
          </span>
        ))}
        {(grant.scope.ids?.length ?? 0) > idsShown ? <span className="block text-xs text-muted">and {grant.scope.ids!.length - idsShown} more</span> : null}
      </td>
      <td role="cell">
        {rightsText(grant)}
        {grant.emergency ? <span className="block text-xs font-medium text-closed">emergency, by two managers</span> : null}
      </td>
      <td role="cell" className={isOver ? "text-muted" : ""}>
        {periodText(grant, nowMs)
          .split(", ")
          .map((part) => (
            <span key={part} className="block whitespace-nowrap">
              {part}
            </span>
          ))}
      </td>
      <td role="cell" className="min-w-0 break-words text-muted">
        <RelativeTime iso={grant.givenAt} /> by {personText(grant.givenBy)}
        <span className="block text-xs">{grant.reason}</span>
        {grant.revokedBy ? (
          <span className="block text-xs">
            revoked by {personText(grant.revokedBy)}
            {grant.revokeReason ? `: ${grant.revokeReason}` : ""}
          </span>
        ) : null}
      </td>
      <td role="cell" className="sm:text-right">
        {grant.mayChange && !isOver ? (
          <span className="inline-flex gap-2 max-sm:mt-2">
            <Button size="small" aria-label={`Change end of the grant to ${to}`} onClick={() => onChange(grant)}>
              Change end
            </Button>
            <Button size="small" aria-label={`Revoke the grant to ${to}`} onClick={() => onRevoke(grant)}>
              Revoke
            </Button>
          </span>
        ) : null}
      </td>
    </tr>
  );
}
