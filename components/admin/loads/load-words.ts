import type { CollectionLoad, KeptReport } from "@/lib/catalogue/load-again/schemas";
import { formatCount } from "@/lib/units/format";

const states: Record<CollectionLoad["state"], string> = {
  waiting: "waiting",
  running: "being loaded",
  done: "done",
  refused: "refused",
  failed: "failed",
};

export const loadStateText = (state: CollectionLoad["state"]): string => states[state];

/** Whether more is to come of it: another of the collection is refused until then. */
export const isOpen = ({ state }: Pick<CollectionLoad, "state">): boolean => state === "waiting" || state === "running";

/** What a load changed, a line for observations and one for files. */
export function countLines({ observations, products }: Pick<KeptReport, "observations" | "products">): string[] {
  const line = (what: string, { added, changed, unchanged }: KeptReport["products"], changedAs: string) => `${what}: ${formatCount(added)} added, ${formatCount(changed)} ${changedAs}, ${formatCount(unchanged)} unchanged`;
  return [line("Observations", observations, "changed"), line("Files", products, "as new releases")];
}

/** What one can do about a load that is not done; null where its own problem says it. */
export function nextStepText({ state }: Pick<CollectionLoad, "state">): string | null {
  if (state === "waiting") return "A worker takes it within seconds, and does one load at a time. Should it still wait after some minutes, ask the operators whether a worker runs.";
  if (state === "running") return "A worker reads the store. It goes on when you leave this page.";
  if (state === "refused") return "Nothing was changed. When that is put right, load it again.";
  return null;
}
