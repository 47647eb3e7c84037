import { ChevronRight, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { LooksPanel } from "@/components/looks/looks-panel";
import { AccessBadge } from "@/components/observation/access-badge";
import { AccessPanel } from "@/components/observation/access-panel";
import { AddButton } from "@/components/observation/add-button";
import { ApiCallCopy } from "@/components/observation/api-call-copy";
import { Facts } from "@/components/observation/facts";
import { IrfsPanel } from "@/components/observation/irfs-panel";
import { ProductsPanel } from "@/components/observation/products-panel";
import { CoordinatesSwitch } from "@/components/preferences/switches";
import { CopyButton } from "@/components/ui/copy-button";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { Observation } from "@/lib/catalogue/schemas";

/** One observation: what it is, its files, its IRFs, and why one sees it. */
export function ObservationView({ observation }: { observation: Observation }) {
  const { id, projectCode } = observation;
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-3 flex items-center gap-1 text-xs text-muted">
        <Link href="/search" className="hover:text-ink hover:underline">
          Search
        </Link>
        <ChevronRight size={12} aria-hidden />
        {projectCode ? (
          <>
            <Link href={`/search?project=${encodeURIComponent(projectCode)}`} className="hover:text-ink hover:underline">
              {projectCode}
            </Link>
            <ChevronRight size={12} aria-hidden />
          </>
        ) : null}
        <span>{observation.obsId}</span>
      </nav>
      <PageHeader
        title={
          <>
            Observation <span className="figures">{observation.obsId}</span>
            {observation.targetName ? <span className="font-normal text-muted"> · {observation.targetName}</span> : null}
          </>
        }
        note={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="inline-flex items-center gap-1">
              <span className="figures">{id}</span>
              <CopyButton value={id} what="observation id" />
              <ApiCallCopy path={`/api/v1/observations/${id}`} />
            </span>
            <AccessBadge access={observation.access} />
          </span>
        }
      >
        <AddButton observationId={id} />
      </PageHeader>
      {observation.warnings.length > 0 ? <Warnings warnings={observation.warnings} /> : null}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Description" aside={<CoordinatesSwitch hideLegend />}>
            <Facts observation={observation} />
          </Panel>
          <ProductsPanel observationId={id} />
          <LooksPanel observation={observation} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <AccessPanel observationId={id} />
          <IrfsPanel observationId={id} />
        </div>
      </div>
    </>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <section aria-label="Warnings" className="mb-4 rounded border border-closed bg-closed-soft px-4 py-3">
      <ul className="space-y-1 text-sm">
        {warnings.map((warning) => (
          <li key={warning} className="flex gap-2">
            <TriangleAlert size={16} className="mt-0.5 shrink-0 text-closed" aria-hidden />
            <span className="min-w-0 break-words">{warning}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
