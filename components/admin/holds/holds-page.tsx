"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { denialsOptions, holdsOptions } from "@/components/admin/api/queries";
import { changeHref } from "@/components/admin/change/address";
import { scopeText } from "@/components/admin/holds/placed-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { Failure } from "@/components/api/failure";
import { buttonClass } from "@/components/ui/button";
import { PageHeader, Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EmbargoDenial, EmbargoHold } from "@/lib/embargo/changes/office-schemas";

type Placed = EmbargoHold | EmbargoDenial;

function Ended({ placed, page }: { placed: Placed; page: "lift-hold" | "lift-denial" }) {
  if (!placed.liftedAt) {
    return (
      <Link href={changeHref(page, { id: placed.id })} className={buttonClass("quiet", "small")}>
        Lift<span className="sr-only"> that on {scopeText(placed.scope)}</span>
      </Link>
    );
  }
  return (
    <span className="text-muted">
      lifted <RelativeTime iso={placed.liftedAt} /> by {placed.liftedBy}
      <span className="block text-xs break-words">“{placed.liftReason}”</span>
    </span>
  );
}

const scope = {
  head: "On",
  isTitle: true,
  cell: (placed: Placed) => <span title={placed.scope.observationIds?.join("\n")}>{scopeText(placed.scope)}</span>,
} as const;
const reason = { head: "Reason", className: "md:w-1/3", cell: (placed: Placed) => <span className="break-words">{placed.reason}</span> } as const;
const since = {
  head: "Since",
  cell: (placed: Placed) => (
    <>
      <RelativeTime iso={placed.placedAt} /> by {placed.placedBy}
    </>
  ),
} as const;

const holdColumns: readonly Column<EmbargoHold>[] = [
  scope,
  { head: "Closes", cell: (hold) => (hold.closes === "discover" ? "all of it" : "its data") },
  reason,
  since,
  { head: "End", cell: (hold) => <Ended placed={hold} page="lift-hold" /> },
];
const denialColumns: readonly Column<EmbargoDenial>[] = [
  scope,
  { head: "Person", cell: (denial) => <span className="figures break-words">{denial.username}</span> },
  reason,
  since,
  { head: "End", cell: (denial) => <Ended placed={denial} page="lift-denial" /> },
];

/** All holds and denials on what one manages. */
export function HoldsPage({ collections }: { collections: readonly string[] }) {
  const [withLifted, setWithLifted] = useState(false);
  const query = { lifted: withLifted ? "true" : "false" } as const;
  return (
    <>
      <PageHeader title="Holds and denials" note="They beat every right, the public’s too. A hold closes to everybody, a denial to one person.">
        <label className="inline-flex items-center gap-2 text-sm">
          <input type="checkbox" className="size-4" checked={withLifted} onChange={(event) => setWithLifted(event.target.checked)} />
          with those that were lifted
        </label>
      </PageHeader>
      <div className="flex flex-col gap-4">
        <HoldsPanel query={query} />
        <DenialsPanel query={query} />
        <WholeCollections collections={collections} />
      </div>
    </>
  );
}

/** Projects and observations have their own pages, on which they are held or denied; collections are here. */
function WholeCollections({ collections }: { collections: readonly string[] }) {
  return (
    <Panel title="Close a whole collection to a person">
      <ul className="flex flex-wrap gap-2">
        {collections.map((collection) => (
          <li key={collection}>
            <Link href={changeHref("denial", { collection })} prefetch={false} className={buttonClass()}>
              <span className="sr-only">Deny a person on collection </span>
              <span className="figures">{collection}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-muted">Holds and denials on a project, or on chosen observations, begin on the project’s page.</p>
    </Panel>
  );
}

interface PlacedPanelProps {
  readonly query: { readonly lifted?: "true" | "false"; readonly project?: string };
}

export function HoldsPanel({ query }: PlacedPanelProps) {
  const holds = useQuery(holdsOptions(query));
  return (
    <Panel title="Holds" flush>
      {holds.isPending ? <RowsSkeleton what="holds" /> : null}
      {holds.isError ? <Failed what="The holds could not be loaded" error={holds.error} retry={() => void holds.refetch()} /> : null}
      {holds.data ? holds.data.items.length > 0 ? <CardTable name="Holds" rows={holds.data.items} keyOf={(hold) => hold.id} columns={holdColumns} /> : <Nothing text="Nothing is held." /> : null}
    </Panel>
  );
}

export function DenialsPanel({ query }: PlacedPanelProps) {
  const denials = useQuery(denialsOptions(query));
  return (
    <Panel title="Denials" flush>
      {denials.isPending ? <RowsSkeleton what="denials" /> : null}
      {denials.isError ? <Failed what="The denials could not be loaded" error={denials.error} retry={() => void denials.refetch()} /> : null}
      {denials.data ? denials.data.items.length > 0 ? <CardTable name="Denials" rows={denials.data.items} keyOf={(denial) => denial.id} columns={denialColumns} /> : <Nothing text="Nobody is denied." /> : null}
    </Panel>
  );
}

function Failed(props: { what: string; error: unknown; retry: () => void }) {
  return (
    <div className="p-4">
      <Failure {...props} />
    </div>
  );
}

const Nothing = ({ text }: { text: string }) => <p className="px-4 py-4 text-sm text-muted">{text}</p>;
