"use client";

import { dayOf } from "@/components/timeline/timeline-chart";
import { ToldAsTable } from "@/components/ui/told-as-table";
import type { Timeline } from "@/lib/catalogue/spread-schemas";
import { formatCount, formatCountOf } from "@/lib/units/format";

/** The timeline in words and numbers. */
export function TimelineTable({ timeline }: { timeline: Timeline }) {
  return (
    <ToldAsTable what="Timeline">
      {() => (
        <table className="w-full max-w-md">
          <caption className="py-1 text-left text-xs text-muted">Observations by the day of their beginning (UTC), in bins of {formatCountOf(timeline.binDays, "day")}; bins without any are left out</caption>
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="py-1 pr-3 text-left font-medium">From</th>
              <th scope="col" className="py-1 pr-3 text-left font-medium">To</th>
              <th scope="col" className="py-1 text-right font-medium">Observations</th>
            </tr>
          </thead>
          <tbody className="figures">
            {(timeline.bins ?? []).map(({ startMjd, count }) => (
              <tr key={startMjd}>
                <th scope="row" className="pr-3 text-left font-normal">{dayOf(startMjd)}</th>
                <td className="pr-3">{dayOf(startMjd + timeline.binDays - 1)}</td>
                <td className="text-right">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ToldAsTable>
  );
}
