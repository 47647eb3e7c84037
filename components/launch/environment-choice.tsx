import type { z } from "zod";
import { type Fits, parted } from "@/components/launch/fits";
import { UnfitList } from "@/components/launch/unfit-list";
import { SelectField } from "@/components/ui/field";
import type { EnvironmentList, environmentSchema } from "@/lib/launch/schemas";

type Environment = z.infer<typeof environmentSchema>;

interface EnvironmentChoiceProps {
  /** Of the chosen service. */
  readonly environments: readonly Environment[];
  readonly fits: Fits["environments"];
  readonly environment: string | undefined;
  readonly onEnvironment: (id: string) => void;
  readonly sources: EnvironmentList["sources"];
}

/** The software: what fits the basket, and behind it the others with why not. */
export function EnvironmentChoice({ environments, fits, environment, onEnvironment, sources }: EnvironmentChoiceProps) {
  const service = environments[0]?.service;
  const { fitting, unfit } = parted(environments, fits.filter((one) => one.service === service));
  const offered = environments.filter((one) => fitting.includes(one) || one.id === environment);
  const chosen = environments.find((one) => one.id === environment);
  if (environments.length === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <SelectField label="With" value={environment} onChange={(event) => onEnvironment(event.target.value)} hint={chosen && <Facts environment={chosen} />}>
        {offered.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </SelectField>
      <UnfitList others={unfit.filter(({ id }) => id !== environment)} what="environment" />
      {sources.filter(({ current }) => !current).map((source) => (
        <p key={source.name} className="text-xs text-closed">
          {source.asOf === null ? `The software listed at ${source.name} could not be fetched yet, so it is missing here.` : `The list of software at ${source.name} could not be fetched anew: this is what it had on ${source.asOf.slice(0, 10)}.`}
        </p>
      ))}
    </div>
  );
}

function Facts({ environment }: { readonly environment: Environment }) {
  const { software, license, description, page, fromCatalogue, dataClass } = environment;
  const words = [
    software.map(({ name, version }) => `${name} ${version}`).join(", "),
    description ?? "",
    license === null ? "" : `Licence ${license}.`,
    fromCatalogue && dataClass === "public" ? "For public data only." : "",
  ].filter(Boolean);
  if (words.length === 0 && page === null) return null;
  return (
    <>
      {words.join(" ")}{" "}
      {page === null ? null : (
        <a href={page} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2">
          More about it
        </a>
      )}
    </>
  );
}
