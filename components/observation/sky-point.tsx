"use client";

import { Declination, RightAscension } from "@/components/preferences/coordinates";
import { usePreferences } from "@/components/preferences/context";
import { CopyButton } from "@/components/ui/copy-button";
import { formatDecSexagesimal, formatRaSexagesimal } from "@/lib/units/angle";
import { absent } from "@/lib/units/format";

/** A position in the viewer's format, to be copied as it stands. */
export function SkyPoint({ raDeg, decDeg, what }: { raDeg: number | null; decDeg: number | null; what: string }) {
  const { coordinates } = usePreferences();
  if (raDeg === null || decDeg === null) return absent;
  const text = coordinates === "sexagesimal" ? `${formatRaSexagesimal(raDeg)} ${formatDecSexagesimal(decDeg).replace("−", "-")}` : `${raDeg} ${decDeg}`;
  return (
    <span className="inline-flex items-center gap-1">
      <span>
        <RightAscension raDeg={raDeg} />
        {coordinates === "degrees" ? "°" : ""} <Declination decDeg={decDeg} />
        {coordinates === "degrees" ? "°" : ""}
      </span>
      <CopyButton value={text} what={what} />
    </span>
  );
}
