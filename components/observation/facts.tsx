import type { ReactNode } from "react";
import { SkyPoint } from "@/components/observation/sky-point";
import type { Observation } from "@/lib/catalogue/schemas";
import { absent, formatBytes, formatCount, formatDateTime, formatFixed } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

/** Everything the catalogue says of one observation, with units, grouped as an observer asks for it. */
export function Facts({ observation: o }: { observation: Observation }) {
  const drift = o.obsMode === "DRIFT";
  return (
    <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
      <FactGroup title="Where">
        {drift ? (
          <>
            <Fact name="Altitude">{formatFixed(o.altDeg, 3)}°</Fact>
            <Fact name="Azimuth">{formatFixed(o.azDeg, 3)}°</Fact>
          </>
        ) : (
          <Fact name="Pointing (ICRS)">
            <SkyPoint raDeg={o.raDeg} decDeg={o.decDeg} what="pointing" />
          </Fact>
        )}
        <Fact name="Target">{o.targetName ?? absent}</Fact>
        <Fact name="Target position (ICRS)">
          <SkyPoint raDeg={o.targetRaDeg} decDeg={o.targetDecDeg} what="target position" />
        </Fact>
        <Fact name="Field of view, radius">{withUnit(formatFixed(o.fovRadiusDeg, 2), "°")}</Fact>
        <Fact name="Zenith angle">{withUnit(formatFixed(o.zenithDeg, 2), "°")}</Fact>
        {drift ? null : <Fact name="Azimuth">{withUnit(formatFixed(o.azDeg, 2), "°")}</Fact>}
        <Fact name="Mode">{o.obsMode ?? absent}</Fact>
      </FactGroup>
      <FactGroup title="When">
        <Fact name="Start (UTC)">{formatDateTime(mjdToIso(o.startMjd))}</Fact>
        <Fact name="End (UTC)">{formatDateTime(mjdToIso(o.endMjd))}</Fact>
        <Fact name="Start (MJD, UTC)">{o.startMjd.toFixed(6)}</Fact>
        <Fact name="Night">{o.night}</Fact>
        <Fact name="On-time">{withUnit(formatFixed(o.ontimeSec, 1), "s")}</Fact>
        <Fact name="Livetime">{withUnit(formatFixed(o.livetimeSec, 1), "s")}</Fact>
        <Fact name="Dead-time fraction">{deadTime(o)}</Fact>
      </FactGroup>
      <FactGroup title="With what">
        <Fact name="Facility">{o.facility ?? absent}</Fact>
        <Fact name="Instrument">{o.instrument ?? absent}</Fact>
        <Fact name="Telescopes">{o.telescopeCount === null ? absent : formatCount(o.telescopeCount)}</Fact>
        <Fact name="Energy threshold">{withUnit(formatFixed(o.energyThresholdTeV, 3), "TeV")}</Fact>
      </FactGroup>
      <FactGroup title="What came of it">
        <Fact name="Events">{o.eventCount === null ? absent : formatCount(o.eventCount)}</Fact>
        <Fact name="Quality (0 is best)">{o.quality ?? absent}</Fact>
        <Fact name="Own files">{formatBytes(o.sizeBytes)}</Fact>
        <Fact name="Origin">{o.simulated ? "simulated" : "observed"}</Fact>
        <Fact name="Collection">{o.collection}</Fact>
      </FactGroup>
    </div>
  );
}

function FactGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      <dl className="text-sm">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 border-b border-line py-1">
      <dt className="text-muted">{name}</dt>
      <dd className="figures ml-auto text-right break-words">{children}</dd>
    </div>
  );
}

function withUnit(text: string, unit: string): string {
  if (text === absent) return absent;
  return unit === "°" ? `${text}°` : `${text} ${unit}`;
}

/** What the dead time took from the on-time, percent. */
function deadTime({ ontimeSec, livetimeSec }: Observation): string {
  if (!ontimeSec || livetimeSec === null) return absent;
  return `${formatFixed(100 * (1 - livetimeSec / ontimeSec), 1)} %`;
}
