"use client";

import { useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { AddProduct } from "@/components/basket/add-product";
import { irfNames } from "@/components/observation/irf-words";
import { observationIrfsOptions } from "@/components/observation/queries";
import { distanceText, remarksOf, ruleWords } from "@/components/observation/irf-match-words";
import { Panel } from "@/components/ui/panel";
import { Bar } from "@/components/ui/skeleton";

/** The IRFs that belong to one observation, by which rule each, and what is odd about them. */
export function IrfsPanel({ observationId }: { observationId: string }) {
  const match = useQuery(observationIrfsOptions(observationId));
  const remarks = match.data ? remarksOf(match.data, "a map") : [];
  return (
    <Panel title="Instrument response (IRFs)" aside={match.data?.containment ? <span className="text-xs text-muted">{match.data.containment}</span> : null}>
      {match.isPending ? (
        <div className="flex flex-col gap-3">
          <Bar className="w-full" />
          <Bar className="w-4/5" />
        </div>
      ) : null}
      {match.isError ? <Failure what="The IRFs could not be matched" error={match.error} retry={() => void match.refetch()} retrying={match.isFetching} /> : null}
      {match.data && match.data.components.length === 0 && remarks.length === 0 ? <p className="text-sm text-muted">No IRFs are known for this observation.</p> : null}
      {match.data ? (
        <ul className="text-sm">
          {match.data.components.map((component) => (
            <li key={`${component.kind} ${component.productId} ${component.hduName}`} className="border-b border-line py-1.5 first:pt-0 last:border-0 last:pb-0">
              <span className="flex flex-wrap justify-between gap-x-3">
                <span>
                  {irfNames[component.kind]} <span className="text-muted">({component.kind})</span>
                </span>
                <span className={component.proposed ? "text-closed" : "text-muted"}>{ruleWords[component.rule]}</span>
              </span>
              <span className="figures block text-xs break-all text-muted">
                {component.hduName} in {component.productId}
              </span>
              {component.distance ? <span className="block text-xs text-muted">{distanceText(component.distance)}</span> : null}
              {component.proposed ? <AddProduct productId={component.productId} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {remarks.length > 0 ? (
        <ul className="mt-3 space-y-1 border-l-2 border-closed pl-3 text-sm">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}
