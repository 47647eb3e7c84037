import type { ReactNode } from "react";
import { linkedIrfs } from "@/components/observation/irf-words";
import { CoordinateUnit, Declination, RightAscension } from "@/components/preferences/coordinates";
import type { ColumnName } from "@/components/preferences/preferences";
import type { Observation } from "@/lib/catalogue/schemas";
import { absent, formatCount, formatDateTime, formatFixed, formatMegabytes, formatMinutes } from "@/lib/units/format";
import { separationDeg, unitVector } from "@/lib/units/sphere";
import { mjdToIso } from "@/lib/units/time";

/** One column of the result table that can be chosen. Which observation and what access always stand there. */
export interface Column {
  readonly name: ColumnName;
  readonly title: string;
  readonly unit?: ReactNode;
  /** By which the API sorts. */
  readonly sort?: string;
  readonly right?: boolean;
  /** Where it hides as long as nobody has chosen columns: narrow windows show the most useful ones. */
  readonly hides?: string;
  /** Its place on a phone's card; what has none there is named in a line of its own when it was chosen. */
  readonly card?: string;
  readonly cardUnit?: string;
  readonly face?: string;
  readonly cell: (observation: Observation) => ReactNode;
}

const figures = "figures whitespace-nowrap";

export const columns: readonly Column[] = [
  { name: "target", title: "Target", sort: "targetName", face: "max-w-36 truncate 2xl:max-w-64", card: "max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-2 max-sm:font-medium", cell: (o) => <span title={o.targetName ?? undefined}>{o.targetName ?? absent}</span> },
  { name: "project", title: "Project", hides: "max-md:hidden", face: "whitespace-nowrap text-muted", cell: (o) => (o.projectCode ? [o.projectCode, ...o.jointCodes].join(" + ") : absent) },
  { name: "ra", title: "RA", unit: <CoordinateUnit axis="ra" />, right: true, hides: "max-lg:hidden", face: figures, cell: (o) => <RightAscension raDeg={o.raDeg} /> },
  { name: "dec", title: "Dec", unit: <CoordinateUnit axis="dec" />, right: true, hides: "max-lg:hidden", face: figures, cell: (o) => <Declination decDeg={o.decDeg} /> },
  { name: "start", title: "Start", unit: "UTC", sort: "startMjd", face: figures, card: "max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-3 max-sm:text-muted", cardUnit: " UTC", cell: (o) => formatDateTime(mjdToIso(o.startMjd)).slice(0, 16) },
  { name: "night", title: "Night", face: figures, cell: (o) => o.night },
  { name: "livetime", title: "Livetime", unit: "min", sort: "livetimeSec", right: true, face: figures, card: "max-sm:col-start-2 max-sm:row-start-4 max-sm:text-left", cardUnit: " min", cell: (o) => formatMinutes(o.livetimeSec) },
  { name: "zenith", title: "Zenith", unit: "°", sort: "zenithDeg", right: true, face: figures, card: "max-sm:col-start-3 max-sm:row-start-4 max-sm:text-left", cardUnit: "° zenith", cell: (o) => formatFixed(o.zenithDeg, 1) },
  { name: "offset", title: "Offset", unit: "°", sort: "offsetDeg", right: true, face: figures, cell: (o) => formatFixed(o.offsetDeg ?? targetOffsetDeg(o), 2) },
  { name: "quality", title: "Quality", right: true, face: figures, cell: (o) => o.quality ?? absent },
  { name: "telescopes", title: "Telescopes", right: true, face: figures, cell: (o) => o.telescopeCount ?? absent },
  { name: "events", title: "Events", right: true, face: figures, cell: (o) => (o.eventCount === null ? absent : formatCount(o.eventCount)) },
  { name: "threshold", title: "Threshold", unit: "TeV", right: true, face: figures, cell: (o) => formatFixed(o.energyThresholdTeV, 2) },
  { name: "mode", title: "Mode", face: "whitespace-nowrap text-muted", cell: (o) => o.obsMode ?? absent },
  { name: "instrument", title: "Instrument", face: "whitespace-nowrap text-muted", cell: (o) => o.instrument ?? absent },
  { name: "irfs", title: "IRFs", hides: "max-xl:hidden", face: "whitespace-nowrap", cell: (o) => <Irfs observation={o} /> },
  { name: "size", title: "Size", unit: "MB", right: true, hides: "max-xl:hidden", face: figures, cell: (o) => formatMegabytes(o.sizeBytes) },
];

/** Without a choice: these, and with a searched position the distance from it. */
const standard: readonly ColumnName[] = ["target", "project", "ra", "dec", "start", "livetime", "zenith", "irfs", "size"];

export function shownColumns(chosen: readonly ColumnName[] | null, withPosition: boolean): readonly Column[] {
  const names = chosen ?? (withPosition ? [...standard, "offset" as const] : standard);
  return columns.filter((column) => names.includes(column.name));
}

/** How far the pointing is from the target, the wobble's offset: what 'offset' means where no position is searched. */
function targetOffsetDeg({ raDeg, decDeg, targetRaDeg, targetDecDeg }: Observation): number | null {
  if (raDeg === null || decDeg === null || targetRaDeg === null || targetDecDeg === null) return null;
  return separationDeg(unitVector({ raDeg, decDeg }), unitVector({ raDeg: targetRaDeg, decDeg: targetDecDeg }));
}

function Irfs({ observation }: { observation: Observation }) {
  const irfs = linkedIrfs(observation.irfKinds);
  return <span className={irfs.complete ? "text-muted" : "text-closed"}>{irfs.text}</span>;
}
