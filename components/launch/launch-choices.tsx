"use client";

import type { z } from "zod";
import { AnalysisChoice } from "@/components/launch/analysis-choice";
import { EnvironmentChoice } from "@/components/launch/environment-choice";
import type { Fits } from "@/components/launch/fits";
import { SelectField, TextField } from "@/components/ui/field";
import type { analysisSchema, EnvironmentList, environmentSchema, notebookServiceSchema } from "@/lib/launch/schemas";
import { formatBytes } from "@/lib/units/format";

type Service = z.infer<typeof notebookServiceSchema>;
type Environment = z.infer<typeof environmentSchema>;

interface LaunchChoicesProps {
  readonly services: readonly Service[];
  readonly service: string | undefined;
  readonly onService: (id: string) => void;
  readonly environments: readonly Environment[];
  readonly environment: string | undefined;
  readonly onEnvironment: (id: string) => void;
  readonly sources: EnvironmentList["sources"];
  /** How all of it stands to this basket; empty until a plan was there. */
  readonly fits: Fits;
  readonly size: string | undefined;
  readonly onSize: (id: string) => void;
  readonly analyses: readonly z.infer<typeof analysisSchema>[];
  readonly analysis: string;
  readonly onAnalysis: (id: string) => void;
  readonly until: string;
  readonly untilError: string | null;
  readonly onUntil: (date: string) => void;
}

/** Where, with which software, for what, until when. */
export function LaunchChoices(props: LaunchChoicesProps) {
  const sizes = props.services.find((one) => one.id === props.service)?.sizes ?? [];
  const place = props.services.find((one) => one.id === props.service);
  return (
    <>
      <fieldset>
        <legend className="mb-1 text-xs font-medium text-muted">Where</legend>
        {props.services.length === 0 ? <p className="text-sm text-closed">No notebook service is configured here. The operators can add one; your basket can be fetched with its manifest meanwhile.</p> : null}
        <div className="flex flex-col gap-1">
          {props.services.map((service) => (
            <ServiceChoice
              key={service.id}
              service={service}
              lacks={props.fits.places.find((place) => place.service === service.id)?.lacks?.detail ?? null}
              chosen={service.id === props.service}
              choose={() => props.onService(service.id)}
            />
          ))}
        </div>
      </fieldset>
      <EnvironmentChoice environments={props.environments} fits={props.fits.environments} environment={props.environment} onEnvironment={props.onEnvironment} sources={props.sources} />
      {sizes.length > 0 ? (
        <SelectField label="Size" value={props.size} onChange={(event) => props.onSize(event.target.value)}>
          {sizes.map((size) => (
            <option key={size.id} value={size.id}>
              {sizeWords(size)}
            </option>
          ))}
        </SelectField>
      ) : null}
      {props.service === undefined ? null : (
        <>
          <AnalysisChoice analyses={props.analyses} fits={props.fits.analyses} analysis={props.analysis} onAnalysis={props.onAnalysis} />
          <TextField label="Until (optional, UTC)" placeholder="2026-12-01" value={props.until} onChange={(event) => props.onUntil(event.target.value.trim())} error={props.untilError} hint={place?.dataDays ? `Data brought to ${place.storageSites.join(", ")} are kept as long, for ${place.dataDays} days at most.` : undefined} />
        </>
      )}
    </>
  );
}

function ServiceChoice({ service, lacks, chosen, choose }: { service: Service; lacks: string | null; chosen: boolean; choose: () => void }) {
  return (
    <label className={`flex gap-2.5 rounded border px-3 py-2 text-sm ${chosen ? "border-accent bg-accent-soft" : "border-line"} ${service.available ? "hover:border-edge" : ""}`}>
      <input type="radio" name="service" value={service.id} checked={chosen} disabled={!service.available} onChange={choose} className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">
        <span className="font-medium">{service.title}</span>
        <span className="block text-xs text-muted">{serviceWords(service).join(" · ")}</span>
        {service.available ? null : <span className="block text-xs text-closed">Not available: {service.reason ?? "it does not answer"}</span>}
        {lacks === null ? null : <span className="block text-xs text-closed">Not for this basket: {lacks}</span>}
      </span>
    </label>
  );
}

/** What a person should know of a service before choosing it. */
function serviceWords({ kind, dataClass, mayInstall, limits, storageSites }: Service): string[] {
  return [
    dataClass === "public" ? "public data only" : "may hold embargoed data",
    ...(kind === "binderhub" ? ["Binder: the notebook opens at once and fetches the data itself"] : []),
    ...(mayInstall ? ["you may install software"] : []),
    ...(storageSites.length > 0 ? [`reads ${storageSites.join(", ")} in place`] : []),
    ...(limits.basketBytes === null ? [] : [`up to ${formatBytes(limits.basketBytes)}`]),
    ...(limits.launchesPerPerson === null ? [] : [`${limits.launchesPerPerson} at a time`]),
    ...(limits.runHours === null ? [] : [`for ${limits.runHours} h`]),
    ...(limits.idleMinutes === null ? [] : [`ends after ${limits.idleMinutes} min without use`]),
  ];
}

function sizeWords({ title, cpus, memoryBytes }: Service["sizes"][number]): string {
  const parts = [...(cpus === null ? [] : [`${cpus} CPU`]), ...(memoryBytes === null ? [] : [`${formatBytes(memoryBytes)} memory`])];
  return parts.length === 0 ? title : `${title} (${parts.join(", ")})`;
}
