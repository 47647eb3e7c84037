import type { z } from "zod";
import { analyses, analysisLabels } from "@/lib/catalogue/analysis";
import type { Demand } from "@/lib/catalogue/irf-match/needs";
import { AnalysisUnknown } from "../errors";
import type { analysisSchema } from "../schemas";
import { type LocalAnalysis, localSoftware } from "../software/folder";
import type { SoftwareRecord } from "../software/record";
import type { NotebookTemplate } from "../software/template";
import { ownRecord } from "./own";

/** A notebook that one can launch a basket with. */
export interface AnalysisEntry {
  readonly id: string;
  readonly title: string;
  readonly record: SoftwareRecord;
  /** What a basket is judged by for it. */
  readonly demand: Demand;
  /** Its cells; null for the portal's own, which are written for the basket. */
  readonly template: NotebookTemplate | null;
}

/** All that there are: the portal's own, then those of the local folder. */
export function analysisCatalogue(): readonly AnalysisEntry[] {
  const own = analyses.map((id): AnalysisEntry => ({ id, title: analysisLabels[id], record: ownRecord(id), demand: id, template: null }));
  return [...own, ...localSoftware().analyses.map(localEntry)];
}

/** @throws AnalysisUnknown */
export function findAnalysis(id: string): AnalysisEntry {
  const entry = analysisCatalogue().find((one) => one.id === id);
  if (!entry) throw new AnalysisUnknown();
  return entry;
}

/** As the API tells of them. */
export function listAnalyses(): z.infer<typeof analysisSchema>[] {
  return analysisCatalogue().map(({ id, title, record: { version, license, description, page, reads, requires } }) => ({
    id, title, version, license, description, page, requires: [...requires],
    irfs: [...(reads?.containments ?? [])],
    irfKinds: [...(reads?.kinds ?? [])],
  }));
}

function localEntry({ id, record, template }: LocalAnalysis): AnalysisEntry {
  const { containments, kinds } = record.reads!;
  return { id, title: record.name, record, demand: { id, words: `the notebook ${record.name}`, containments, kinds }, template };
}
