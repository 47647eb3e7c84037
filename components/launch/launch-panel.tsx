"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { basketKeys, isRevisionConflict } from "@/components/basket/queries";
import { SinceField } from "@/components/basket/since-field";
import { parted, useFits } from "@/components/launch/fits";
import { LaunchChoices } from "@/components/launch/launch-choices";
import { PlanView } from "@/components/launch/plan-view";
import { analysesOptions, environmentsOptions, launchKeys, planOptions, servicesOptions, startLaunch } from "@/components/launch/queries";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import { Loading } from "@/components/ui/skeleton";
import type { LaunchRequest } from "@/lib/launch/schemas";
import { formatBytes, formatCountOf } from "@/lib/units/format";

/** What is launched: a basket at a revision, or a manifest. */
interface LaunchSubject {
  readonly observationCount: number;
  readonly readableCount: number;
  readonly totalBytes: number;
  readonly basketRevision?: number;
  readonly manifestId?: string;
}

/** From a basket or a manifest into a notebook: where, with what, what it costs, what stands in the way. */
export function LaunchPanel({ subject }: { subject: LaunchSubject }) {
  const router = useRouter();
  const client = useQueryClient();
  const services = useQuery(servicesOptions());
  const environments = useQuery(environmentsOptions());
  const analyses = useQuery(analysesOptions());
  const [chosen, setChosen] = useState<{ service?: string; environment?: string; size?: string }>({});
  const [wanted, setWanted] = useState<string>();
  const [fits, remember] = useFits();
  const [until, setUntil] = useState("");
  const [acceptsProblems, setAcceptsProblems] = useState(false);
  const [since, setSince] = useState("");

  const available = services.data?.items.filter((one) => one.available) ?? [];
  const service = chosen.service ?? available.find(({ id }) => fits.places.every((place) => place.service !== id || place.lacks === null))?.id ?? available[0]?.id;
  const choices = environments.data?.items.filter((one) => one.service === service) ?? [];
  const environment = choices.find((one) => one.id === chosen.environment)?.id ?? parted(choices, fits.environments.filter((one) => one.service === service)).fitting[0]?.id ?? choices[0]?.id;
  const analysis = wanted ?? parted(analyses.data?.items ?? [], fits.analyses).fitting[0]?.id ?? "spectrum";
  const sizes = services.data?.items.find((one) => one.id === service)?.sizes ?? [];
  const size = sizes.find((one) => one.id === chosen.size)?.id ?? sizes[0]?.id;
  const untilError = until === "" || !Number.isNaN(Date.parse(`${until}T23:59:59Z`)) ? null : "Write a date as 2026-12-01.";
  const request: LaunchRequest = {
    service: service ?? "",
    ...(environment ? { environment } : {}),
    ...(size ? { size } : {}),
    analysis,
    acceptProblems: false,
    ...(subject.manifestId ? { manifestId: subject.manifestId } : { basketRevision: subject.basketRevision }),
    ...(since ? { since } : {}),
  };
  const plan = useQuery({ ...planOptions(request), enabled: service !== undefined && subject.readableCount > 0 });
  remember(plan.data);

  const launch = useMutation({
    mutationFn: () => startLaunch({ ...request, acceptProblems: acceptsProblems, ...(until ? { until: `${until}T23:59:59Z` } : {}) }),
    onSuccess: (started) => {
      client.setQueryData(launchKeys.one(started.id), started);
      client.setQueryData(launchKeys.expectedSec(started.id), plan.data?.expectedSec ?? null);
      void client.invalidateQueries({ queryKey: launchKeys.list });
      router.push(`/launches/${started.id}`);
    },
    onError: (error) => {
      if (isRevisionConflict(asProblem(error))) void client.invalidateQueries({ queryKey: basketKeys.all });
    },
  });

  const isBlocked = plan.data?.blocked === true && !(plan.data.acceptable && acceptsProblems);
  const canLaunch = service !== undefined && plan.data !== undefined && !isBlocked && untilError === null;

  return (
    <Panel title="Launch a notebook" id="launch">
      <Form isHeldInState className="flex flex-col gap-4" onSend={() => canLaunch && launch.mutate()}>
        <p className="text-sm text-muted">
          {formatCountOf(subject.observationCount, "observation")}, {formatBytes(subject.totalBytes)}
        </p>
        <SinceField value={since} onChange={setSince} />
        {services.isPending ? <Loading what="notebook services" /> : null}
        {services.isError ? <Failure what="The notebook services could not be listed" error={services.error} retry={() => void services.refetch()} retrying={services.isFetching} /> : null}
        {environments.isError ? <Failure what="The software could not be listed" error={environments.error} retry={() => void environments.refetch()} retrying={environments.isFetching} /> : null}
        {analyses.isError ? <Failure what="The notebooks could not be listed" error={analyses.error} retry={() => void analyses.refetch()} retrying={analyses.isFetching} /> : null}
        {services.data ? (
          <LaunchChoices
            services={services.data.items}
            service={service}
            onService={(id) => setChosen({ service: id })}
            environments={choices}
            environment={environment}
            onEnvironment={(id) => setChosen({ ...chosen, service, environment: id })}
            sources={environments.data?.sources ?? []}
            fits={fits}
            size={size}
            onSize={(id) => setChosen({ ...chosen, service, size: id })}
            analyses={analyses.data?.items ?? []}
            analysis={analysis}
            onAnalysis={setWanted}
            until={until}
            untilError={untilError}
            onUntil={setUntil}
          />
        ) : null}
        {subject.readableCount === 0 ? <p className="text-sm text-closed">Nothing of it can be read yet, so there is nothing to launch with.</p> : null}
        {plan.isLoading ? <Loading what="the plan" /> : null}
        {plan.isError ? <Failure what="The plan could not be made" error={plan.error} retry={() => void plan.refetch()} retrying={plan.isFetching} /> : null}
        {plan.data ? <PlanView plan={plan.data} accepts={acceptsProblems} onAccepts={setAcceptsProblems} /> : null}
        {launch.isError ? <Failure what="Nothing was launched" error={launch.error} /> : null}
        {service !== undefined && subject.readableCount > 0 ? (
          <Button type="submit" look="primary" disabled={!canLaunch || launch.isPending} className="self-end">
            {launch.isPending ? "Launching…" : "Launch"}
          </Button>
        ) : null}
      </Form>
    </Panel>
  );
}
