"use client";

import { usePreferences } from "@/components/preferences/context";
import { formatDecSexagesimal, formatRaSexagesimal } from "@/lib/units/angle";
import { absent, formatFixed } from "@/lib/units/format";

/** Right ascension as the viewer wants it: degrees, or hours of `05:34:31.9`. */
export function RightAscension({ raDeg }: { raDeg: number | null }) {
  const { coordinates } = usePreferences();
  if (raDeg === null) return absent;
  return coordinates === "sexagesimal" ? formatRaSexagesimal(raDeg) : formatFixed(raDeg, 3);
}

/** Declination as the viewer wants it: degrees, or `+22:00:52`. */
export function Declination({ decDeg }: { decDeg: number | null }) {
  const { coordinates } = usePreferences();
  if (decDeg === null) return absent;
  return coordinates === "sexagesimal" ? formatDecSexagesimal(decDeg) : `${decDeg < 0 ? "" : "+"}${formatFixed(decDeg, 3)}`;
}

/** `ICRS, degrees` or `ICRS, h:m:s`: what stands in the column head. */
export function CoordinateUnit({ axis }: { axis: "ra" | "dec" }) {
  const { coordinates } = usePreferences();
  if (coordinates === "degrees") return "°";
  return axis === "ra" ? "h:m:s" : "°:′:″";
}
