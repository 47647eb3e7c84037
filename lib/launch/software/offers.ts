import type { DataClass, Environment, SoftwareRule } from "../services/facts";
import type { NotebookService } from "../services/service";
import { matches } from "./address";
import { findSoftware } from "./catalogue";
import type { SoftwareRecord } from "./record";

/**
 * With what one can launch at a service: the environments that its operators wrote down, then what of the catalogue
 * their rules take on. A record says what it is; where it may run and which data it may hold, the rules alone say.
 */
export async function environmentsAt(service: NotebookService): Promise<Environment[]> {
  const { facts } = service;
  if (facts.softwareRules.length === 0) return [...facts.environments];
  return [...facts.environments, ...offered(service, (await findSoftware()).records)];
}

/** The same for records at hand. */
export function offered({ kind, facts }: Pick<NotebookService, "kind" | "facts">, records: readonly SoftwareRecord[]): Environment[] {
  return records.flatMap((record) => {
    const address = kind === "binderhub" ? record.repository : record.image;
    const rule = address === null ? undefined : facts.softwareRules.find(({ pattern }) => matches(pattern, address));
    return rule === undefined || address === null ? [] : [environmentOf(record, rule, address, lower(facts.dataClass, rule.dataClass))];
  });
}

function environmentOf(record: SoftwareRecord, { irfs, option }: SoftwareRule, address: string, dataClass: DataClass): Environment {
  return {
    id: record.id,
    title: record.version === null ? record.name : `${record.name} ${record.version}`,
    software: [],
    irfs: record.reads === null ? irfs : record.reads.containments,
    options: option === null ? {} : { [option]: address },
    repository: option === null ? address : null,
    dataClass,
    record,
  };
}

export function lower(a: DataClass, b: DataClass): DataClass {
  return a === "public" || b === "public" ? "public" : "embargoed";
}
