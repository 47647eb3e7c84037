"use client";

import { Declination, RightAscension } from "@/components/preferences/coordinates";
import { cellCentre } from "@/components/sky/shapes";
import { ToldAsTable } from "@/components/ui/told-as-table";
import type { Density } from "@/lib/catalogue/spread-schemas";
import { formatCount } from "@/lib/units/format";

const MOST_ROWS = 500;

/** The map in words and numbers: how many observations lie where, the fullest cells first. */
export function SkyTable({ density }: { density: Density }) {
  const cells = (density.cells ?? []).toSorted((a, b) => b.count - a.count || a.pixel - b.pixel);
  return (
    <ToldAsTable what="Map">
      {() => (
        <table className="w-full max-w-xl">
          <caption className="py-1 text-left text-xs text-muted">
            Observations by HEALPix cell of order {density.order} (nested), {(58.6 / 2 ** density.order).toFixed(1)}° wide
            {cells.length > MOST_ROWS ? `; the ${MOST_ROWS} fullest of ${formatCount(cells.length)}` : ""}
            {density.unplacedCount ? `; ${formatCount(density.unplacedCount)} have no position` : ""}
          </caption>
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="py-1 pr-3 text-left font-medium">Cell</th>
              <th scope="col" className="py-1 pr-3 text-right font-medium">RA of its centre</th>
              <th scope="col" className="py-1 pr-3 text-right font-medium">Dec</th>
              <th scope="col" className="py-1 text-right font-medium">Observations</th>
            </tr>
          </thead>
          <tbody className="figures">
            {cells.slice(0, MOST_ROWS).map(({ pixel, count }) => {
              const { raDeg, decDeg } = cellCentre(density.order, pixel);
              return (
                <tr key={pixel}>
                  <th scope="row" className="pr-3 text-left font-normal text-muted">{pixel}</th>
                  <td className="pr-3 text-right"><RightAscension raDeg={raDeg} /></td>
                  <td className="pr-3 text-right"><Declination decDeg={decDeg} /></td>
                  <td className="text-right">{formatCount(count)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </ToldAsTable>
  );
}
