"use client";

import { Globe, Users } from "lucide-react";
import Link from "next/link";
import { extentText, openingText, opensNow, partyName, partyText } from "@/components/admin/effect/effect-words";
import { CardTable, type Column } from "@/components/admin/table/card-table";
import { Message } from "@/components/ui/message";
import type { Effect, PartyEffect } from "@/lib/embargo/changes/schemas";
import { absent, formatCount, formatCountOf } from "@/lib/units/format";

function Delta({ gained, lost }: { gained: number; lost: number }) {
  if (gained === 0 && lost === 0) return <span className="text-muted">{absent}</span>;
  return (
    <>
      {gained > 0 ? <span className="text-readable">+{formatCount(gained)}</span> : null}
      {gained > 0 && lost > 0 ? " " : null}
      {lost > 0 ? <span className="text-failed">−{formatCount(lost)}</span> : null}
    </>
  );
}

const columns: readonly Column<PartyEffect>[] = [
  {
    head: "Who",
    isTitle: true,
    cell: (party) => (
      <span className={party.kind === "public" ? "" : "figures break-all"}>
        {partyName(party)}
        {party.kind === "group" ? <span className="font-sans font-normal text-muted"> group</span> : null}
      </span>
    ),
  },
  { head: "Sees descriptions", isFigure: true, cell: (party) => <Delta gained={party.discoverGained} lost={party.discoverLost} /> },
  { head: "Reads data", isFigure: true, cell: (party) => <Delta gained={party.readGained} lost={party.readLost} /> },
];

/** What a change does: in sentences, what becomes public as a thing of its own, and who gains and loses in a table. */
export function EffectView({ effect, isPast = false }: { effect: Effect; isPast?: boolean }) {
  const opensLater = effect.openings.filter((opening) => opening.direction !== "opens-now");
  const sentences = [...opensLater.map(openingText), ...effect.parties.map(partyText)].filter((sentence) => sentence !== null);
  const changed = effect.parties.filter((party) => partyText(party) !== null);
  return (
    <div className="flex flex-col gap-4">
      {opensNow(effect).length > 0 ? (
        <Message look="warning" icon={<Globe size={16} aria-hidden />} title={isPast ? "It is about opening data to the public at once" : "This opens data to the public at once. It can not be undone."}>
          {opensNow(effect).map((opening) => (
            <p key={opening.right}>{openingText(opening)}</p>
          ))}
          <p>Whoever fetches them then has them. Afterwards only a hold closes them again.</p>
        </Message>
      ) : null}
      {effect.needsSecondManager && !isPast ? (
        <Message look="note" icon={<Users size={16} aria-hidden />} title="A second manager has to agree">
          <p>Nothing happens until another manager has looked at the same effect and approved it.</p>
        </Message>
      ) : null}
      <div className="space-y-1 text-sm">
        <p className="font-medium">{extentText(effect)}</p>
        {sentences.length > 0 ? (
          <ul className="list-disc space-y-1 pl-5">
            {sentences.map((sentence) => (
              <li key={sentence} className="break-words">
                {sentence}
              </li>
            ))}
          </ul>
        ) : opensNow(effect).length > 0 ? null : (
          <p className="text-muted">Nobody gains or loses a right by it now.</p>
        )}
      </div>
      {changed.length > 0 ? (
        <div className="rounded border border-line">
          <CardTable name="Who gains and who loses, in observations" rows={changed} keyOf={(party) => `${party.kind} ${party.name}`} columns={columns} />
        </div>
      ) : null}
      {effect.observationIds.length > 0 ? <Observations effect={effect} /> : null}
    </div>
  );
}

function Observations({ effect }: { effect: Effect }) {
  const isCut = effect.observationCount > effect.observationIds.length;
  return (
    <details className="text-sm">
      <summary className="rounded text-accent hover:underline">
        Which {formatCountOf(effect.observationCount, "observation")}
        {isCut ? `, the first ${formatCount(effect.observationIds.length)}` : ""}
      </summary>
      <ul className="mt-2 grid max-h-64 grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-4 gap-y-1 overflow-auto" tabIndex={0} aria-label="Observations that it changes">
        {effect.observationIds.map((id) => (
          <li key={id}>
            <Link href={`/observations/${encodeURIComponent(id)}`} prefetch={false} className="figures text-accent hover:underline">
              {id}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
