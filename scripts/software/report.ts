import type { AnalysisEntry } from "@/lib/launch/analyses/catalogue";
import type { NotebookService } from "@/lib/launch/services/service";
import type { SourceState } from "@/lib/launch/software/kept";
import { offered } from "@/lib/launch/software/offers";
import type { SoftwareRecord } from "@/lib/launch/software/record";

type Service = Pick<NotebookService, "kind" | "facts">;

/** The catalogue for operators, line by line. */
export function softwareReport(analyses: readonly AnalysisEntry[], records: readonly SoftwareRecord[], sources: readonly SourceState[], services: readonly Service[]): string[] {
  return [
    ...analyses.map(({ id, record, template }) => `notebook ${id}: ${record.name}${template === null ? " (the portal's own)" : ""}, ${needs(record)}`),
    ...records.flatMap((record) => [`software ${[record.name, record.version].filter(Boolean).join(" ")} (${record.license ?? "no licence given"}), ${needs(record)}`, ...services.map((service) => `  ${standing(record, service)}`)]),
    ...sources.flatMap(({ name, asOf, fault, unusable }) => [
      `list ${name}: ${asOf === null ? "no copy yet" : `copy of ${asOf.toISOString()}`}${fault === null ? "" : `; the last attempt failed: ${fault}`}`,
      ...unusable.map((why) => `  not usable: ${why}`),
    ]),
  ];
}

function needs({ reads }: SoftwareRecord): string {
  if (reads === null) return "does not say what it needs";
  return `needs ${[...(reads.eventLists ? ["event lists"] : []), ...reads.containments.map((kind) => `${kind} IRFs`), ...reads.kinds].join(", ")}`;
}

function standing(record: SoftwareRecord, service: Service): string {
  const { title } = service.facts;
  const [environment] = offered(service, [record]);
  const [address, what] = service.kind === "binderhub" ? [record.repository, "repository"] : [record.image, "image"];
  if (address === null) return `${title}: not offered, since the record names no ${what}`;
  if (!environment) return `${title}: not offered, since no rule of its catalogue takes on ${address}`;
  if (environment.irfs.length === 0) return `${title}: fits no basket, since neither record nor rule says which IRFs it can use`;
  return `${title}: offered as ${address}, for ${environment.dataClass === "public" ? "public data only" : "embargoed data too"}`;
}
