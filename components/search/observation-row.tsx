"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { memo, type ReactNode } from "react";
import { AccessBadge } from "@/components/observation/access-badge";
import { linkedIrfs } from "@/components/observation/irf-words";
import { Declination, RightAscension } from "@/components/preferences/coordinates";
import type { Observation } from "@/lib/catalogue/schemas";
import { absent, formatDateTime, formatFixed, formatMegabytes, formatMinutes } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

interface ObservationRowProps {
  readonly index: number;
  readonly observation: Observation;
  readonly picked: boolean;
  readonly onTick: (index: number, on: boolean, range: boolean) => void;
  readonly withOffset: boolean;
}

/** One observation: a row, or on a phone a card. */
export const ObservationRow = memo(function ObservationRow({ index, observation, picked, onTick, withOffset }: ObservationRowProps) {
  const irfs = linkedIrfs(observation.irfKinds);
  return (
    <tr
      role="row"
      className={`max-sm:grid max-sm:grid-cols-[auto_1fr_1fr] max-sm:gap-x-3 max-sm:rounded max-sm:border max-sm:border-line max-sm:p-3 sm:[&>td]:border-b sm:[&>td]:border-line ${picked ? "bg-accent-soft" : "bg-panel hover:bg-raised"}`}
    >
      <td role="cell" className="py-1.5 pl-3 max-sm:col-start-1 max-sm:row-span-4 max-sm:row-start-1 max-sm:p-0">
        <input
          type="checkbox"
          aria-label={`Select observation ${observation.id}`}
          className="size-4 align-middle max-sm:size-5"
          checked={picked}
          onChange={(event) => onTick(index, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey === true)}
        />
      </td>
      <td role="cell" className="px-2 py-1.5 whitespace-nowrap max-sm:col-start-2 max-sm:row-start-1 max-sm:p-0">
        <Link href={`/observations/${observation.id}`} prefetch={false} title={observation.id} className="figures font-medium text-accent hover:underline">
          {observation.obsId}
        </Link>
        {observation.simulated ? (
          <span className="ml-1.5 rounded-[4px] border border-line px-1 text-xs text-muted" title="Simulated data">
            sim
          </span>
        ) : null}
        {observation.warnings.length > 0 ? (
          <span className="ml-1.5 inline-block align-[-2px] text-closed" title={observation.warnings.join("\n")}>
            <TriangleAlert size={14} aria-label={`${observation.warnings.length} warnings`} />
          </span>
        ) : null}
      </td>
      <td role="cell" className="max-w-36 truncate 2xl:max-w-64 px-2 py-1.5 max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-2 max-sm:p-0 max-sm:font-medium" title={observation.targetName ?? undefined}>
        {observation.targetName ?? absent}
      </td>
      <td role="cell" className="px-2 py-1.5 whitespace-nowrap text-muted max-md:hidden">
        {observation.projectCode ? [observation.projectCode, ...observation.jointCodes].join(" + ") : absent}
      </td>
      <Figure className="max-lg:hidden">
        <RightAscension raDeg={observation.raDeg} />
      </Figure>
      <Figure className="max-lg:hidden">
        <Declination decDeg={observation.decDeg} />
      </Figure>
      <td role="cell" className="figures px-2 py-1.5 whitespace-nowrap max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-3 max-sm:p-0 max-sm:text-muted">
        {formatDateTime(mjdToIso(observation.startMjd)).slice(0, 16)}
        <span className="sm:hidden"> UTC</span>
      </td>
      <Figure unit=" min" className="max-sm:col-start-2 max-sm:row-start-4">
        {formatMinutes(observation.livetimeSec)}
      </Figure>
      <Figure unit="° zenith" className="max-sm:col-start-3 max-sm:row-start-4">
        {formatFixed(observation.zenithDeg, 1)}
      </Figure>
      {withOffset ? <Figure className="max-sm:hidden">{formatFixed(observation.offsetDeg, 2)}</Figure> : null}
      <td role="cell" className={`px-2 py-1.5 whitespace-nowrap max-xl:hidden ${irfs.complete ? "text-muted" : "text-closed"}`}>
        {irfs.text}
      </td>
      <Figure className={withOffset ? "max-2xl:hidden" : "max-xl:hidden"}>{formatMegabytes(observation.sizeBytes)}</Figure>
      <td role="cell" className="py-1.5 pr-3 pl-2 max-sm:col-start-3 max-sm:row-start-1 max-sm:justify-self-end max-sm:p-0">
        <AccessBadge access={observation.access} />
      </td>
    </tr>
  );
});

/** A right-aligned number. Its unit stands in the column head, and on a card beside it. */
function Figure({ children, unit, className = "" }: { children: ReactNode; unit?: string; className?: string }) {
  return (
    <td role="cell" className={`figures px-2 py-1.5 text-right whitespace-nowrap max-sm:p-0 max-sm:text-left ${className}`}>
      {children}
      {unit ? <span className="text-muted sm:hidden">{unit}</span> : null}
    </td>
  );
}
