"use client";

import { useMemo, useState } from "react";
import { Failure } from "@/components/api/failure";
import { useWorth } from "@/components/basket/use-worth";
import { exposureFigure, thresholdFigure, zenithFigure } from "@/components/basket/worth-figures";
import { Figure } from "@/components/plots/figure";
import { InView } from "@/components/plots/in-view";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import { Loading } from "@/components/ui/skeleton";
import type { Exposure, WorthSummary } from "@/lib/looks/worth/schema";
import { formatCount, formatCountOf } from "@/lib/units/format";

/** What a selection is worth before it is launched: livetime per target, zenith, threshold, exposure on the sky. */
export function WorthPanel({ basketId, revision }: { basketId: string; revision: number }) {
  return (
    <Panel title="What this selection is worth">
      <InView className="min-h-64">{() => <Worth basketId={basketId} revision={revision} />}</InView>
    </Panel>
  );
}

function Worth({ basketId, revision }: { basketId: string; revision: number }) {
  const [energyTeV, setEnergy] = useState(1);
  const [attempt, setAttempt] = useState(0);
  const { summary, progress, exposure, error } = useWorth(basketId, revision, energyTeV, attempt);
  return (
    <div className="flex flex-col gap-4">
      {error !== null ? <Failure what="The sum could not be finished" error={error} retry={() => setAttempt(attempt + 1)} /> : null}
      {summary ? <Described summary={summary} /> : error === null ? <Loading what="the sums" /> : null}
      <EnergyForm onAsk={setEnergy} />
      {progress ? (
        <div>
          <p role="status" className="mb-1 text-xs text-muted">
            Reading effective areas: {formatCount(progress.done)} of {formatCountOf(progress.total, "observation")}
          </p>
          <progress className="meter" aria-label="Effective areas read" value={progress.done} max={Math.max(1, progress.total)} />
        </div>
      ) : null}
      {exposure ? <Exposed exposure={exposure} /> : null}
    </div>
  );
}

function Described({ summary }: { summary: WorthSummary }) {
  const { observations, closed, livetimeSec, livetimeUnknown, targets, moreTargets, zenith, threshold } = summary;
  const figures = useMemo(() => [zenithFigure(zenith), thresholdFigure(threshold)], [zenith, threshold]);
  return (
    <>
      <p className="text-sm">
        {formatCountOf(observations, "observation")}, <span className="figures">{(livetimeSec / 3600).toFixed(2)}</span> hours of livetime{livetimeUnknown > 0 ? ` (${formatCount(livetimeUnknown)} do not say)` : ""}
        {closed > 0 ? `; ${formatCount(closed)} of them closed to you` : ""}.
      </p>
      <div role="region" aria-label="Livetime per target" tabIndex={0} className="max-h-64 overflow-auto rounded border border-line">
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-xs text-muted [&>th]:sticky [&>th]:top-0 [&>th]:bg-raised [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-medium">
              <th scope="col">Target</th>
              <th scope="col" className="text-right">
                Observations
              </th>
              <th scope="col" className="text-right">
                Livetime (h)
              </th>
            </tr>
          </thead>
          <tbody>
            {targets.map(({ name, observations: count, livetimeSec: sec }) => (
              <tr key={name ?? ""} className="[&>td]:border-t [&>td]:border-line [&>td]:px-3 [&>td]:py-1">
                <td>{name ?? <span className="text-muted">no target named</span>}</td>
                <td className="figures text-right">{formatCount(count)}</td>
                <td className="figures text-right">{(sec / 3600).toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {moreTargets > 0 ? <p className="text-xs text-muted">{formatCountOf(moreTargets, "further target")} with less livetime.</p> : null}
      <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
        {figures.map((spec) => (
          <Figure key={spec.title} spec={spec} />
        ))}
      </div>
    </>
  );
}

function EnergyForm({ onAsk }: { onAsk: (energyTeV: number) => void }) {
  const [error, setError] = useState<string | null>(null);
  const ask = (fields: FormData) => {
    const energyTeV = Number(fields.get("energyTeV"));
    const isRight = energyTeV >= 0.001 && energyTeV <= 1000;
    setError(isRight ? null : "0.001 to 1000");
    if (isRight) onAsk(energyTeV);
  };
  return (
    <Form onSend={ask} aria-label="Energy of the exposure" className="flex flex-wrap items-start gap-3">
      <TextField className="w-40" label="Exposure at (TeV)" name="energyTeV" inputMode="decimal" defaultValue="1" error={error} />
      <Button type="submit" className="mt-5">
        Sum
      </Button>
    </Form>
  );
}

function Exposed({ exposure: { energyTeV, fields, summed, left } }: { exposure: Exposure }) {
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, Math.max(0, fields.length - 1));
  const field = fields[at];
  const spec = useMemo(() => (field ? exposureFigure(field, energyTeV, at + 1) : null), [field, energyTeV, at]);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        Exposure of {formatCountOf(summed, "observation")} in {formatCountOf(fields.length, "field")}.
      </p>
      {left.length > 0 ? (
        <ul aria-label="Not in the exposure" className="list-disc pl-5 text-sm text-muted">
          {left.map(({ reason, observations }) => (
            <li key={reason}>
              {formatCountOf(observations, "observation")} left out: {reason}.
            </li>
          ))}
        </ul>
      ) : null}
      {fields.length > 1 ? (
        <SelectField className="w-72" label="Field" value={at} onChange={(event) => setChosen(Number(event.target.value))}>
          {fields.map(({ centre, observations }, index) => (
            <option key={index} value={index}>
              {index + 1}: RA {centre.raDeg.toFixed(1)}°, Dec {centre.decDeg.toFixed(1)}° ({formatCountOf(observations, "observation")})
            </option>
          ))}
        </SelectField>
      ) : null}
      {/* As wide as it is high, with its scale beside it. */}
      <div className="max-w-xl">{spec ? <Figure spec={spec} /> : null}</div>
    </div>
  );
}
