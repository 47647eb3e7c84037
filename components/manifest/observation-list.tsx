import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import type { SharedManifest } from "@/lib/basket/schemas";
import { absent, formatFixed, formatMinutes } from "@/lib/units/format";

/** The observations of a data set; on a phone each is a card. */
export function ObservationList({ observations }: { observations: SharedManifest["observations"] }) {
  const head = "px-4 py-2 text-left font-medium whitespace-nowrap";
  const cell = "px-4 py-1.5 max-sm:p-0";
  return (
    <Panel title="Observations" flush>
      <table role="table" aria-label="Observations" className="w-full text-sm max-sm:block">
        <thead role="rowgroup" className="max-sm:hidden">
          <tr role="row" className="border-b border-line text-xs text-muted">
            <th role="columnheader" scope="col" className={head}>
              Observation
            </th>
            <th role="columnheader" scope="col" className={head}>
              Target
            </th>
            <th role="columnheader" scope="col" className={`${head} max-md:hidden`}>
              Project
            </th>
            <th role="columnheader" scope="col" className={`${head} !text-right max-lg:hidden`}>
              RA, Dec (deg)
            </th>
            <th role="columnheader" scope="col" className={`${head} !text-right`}>
              Livetime (min)
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-sm:block">
          {observations.map((observation) => (
            <tr role="row" key={observation.id} className="border-b border-line last:border-0 hover:bg-raised max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-3 max-sm:px-4 max-sm:py-2">
              <td role="cell" className={cell}>
                <Link href={`/observations/${observation.id}`} prefetch={false} className="figures break-all text-accent hover:underline">
                  {observation.id}
                </Link>
              </td>
              <td role="cell" className={cell}>
                {observation.targetName ?? absent}
              </td>
              <td role="cell" className={`${cell} text-muted max-md:hidden`}>
                {observation.projectCode ?? absent}
              </td>
              <td role="cell" className={`${cell} figures text-right max-lg:hidden`}>
                {formatFixed(observation.raDeg, 3)}, {formatFixed(observation.decDeg, 3)}
              </td>
              <td role="cell" className={`${cell} figures text-right max-sm:text-left`}>
                {formatMinutes(observation.livetimeSec)}
                <span className="text-muted sm:hidden"> min</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
