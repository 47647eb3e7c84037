"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Failure } from "@/components/api/failure";
import { grantsOptions } from "@/components/embargo/queries";
import { GrantTable } from "@/components/projects/grant-table";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { Grant } from "@/lib/embargo/grants/schemas";

// Fetched when first opened: most visits give and change nothing.
const GiveGrantDialog = dynamic(async () => (await import("@/components/projects/give-grant-dialog")).GiveGrantDialog);
const ChangeGrantDialog = dynamic(async () => (await import("@/components/projects/change-grant-dialog")).ChangeGrantDialog);
const RevokeGrantDialog = dynamic(async () => (await import("@/components/projects/change-grant-dialog")).RevokeGrantDialog);

type Open = { readonly does: "give" } | { readonly does: "change" | "revoke"; readonly grant: Grant };

/** Who may see and read besides the members: given here, shortened, made longer and taken back. */
export function GrantsPanel({ code, leads, nowMs }: { code: string; leads: boolean; nowMs: number }) {
  const grants = useQuery(grantsOptions(code));
  const [open, setOpen] = useState<Open | null>(null);
  const giveButton = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => setOpen(null);
  // The row whose button opened the dialog may be gone from its place: the focus stays in the panel.
  const done = () => {
    flushSync(close);
    (giveButton.current ?? panel.current)?.focus();
  };
  const items = grants.data?.items ?? [];
  const inForce = items.filter(({ state }) => state === "live" || state === "future");
  const over = items.filter(({ state }) => state === "ended" || state === "revoked");
  const act = { onChange: (grant: Grant) => setOpen({ does: "change", grant }), onRevoke: (grant: Grant) => setOpen({ does: "revoke", grant }) };

  return (
    <Panel
      title={leads ? "Access given" : "Access given to you"}
      id="grants"
      flush
      aside={
        leads ? (
          <Button size="small" ref={giveButton} onClick={() => setOpen({ does: "give" })}>
            Give access
          </Button>
        ) : null
      }
    >
      <div ref={panel} tabIndex={-1} className="outline-none">
        {grants.isPending ? (
          <div className="flex flex-col gap-4 p-4">
            <Loading what="grants" />
            <Bar className="w-full" />
            <Bar className="w-4/5" />
          </div>
        ) : null}
        {grants.isError ? (
          <div className="p-4">
            <Failure what="The grants could not be loaded" error={grants.error} retry={() => void grants.refetch()} retrying={grants.isFetching} />
          </div>
        ) : null}
        {grants.data && inForce.length === 0 ? (
          <p className="p-4 text-sm text-muted">{leads ? "Nobody but the members yet. Give a colleague or a group access before the data are public: to all of the project, or to some of it." : "You hold no grant on this project any more."}</p>
        ) : null}
        {inForce.length > 0 ? <GrantTable name="Access given" grants={inForce} nowMs={nowMs} {...act} /> : null}
        {over.length > 0 ? (
          <details className="border-t border-line">
            <summary className="px-4 py-2.5 text-sm text-muted hover:text-ink">
              {over.length} ended or revoked
            </summary>
            <GrantTable name="Ended or revoked" grants={over} nowMs={nowMs} {...act} />
          </details>
        ) : null}
      </div>
      {open?.does === "give" ? <GiveGrantDialog code={code} onClose={close} /> : null}
      {open?.does === "change" ? <ChangeGrantDialog code={code} grant={open.grant} onClose={close} onDone={done} /> : null}
      {open?.does === "revoke" ? <RevokeGrantDialog code={code} grant={open.grant} onClose={close} onDone={done} /> : null}
    </Panel>
  );
}
