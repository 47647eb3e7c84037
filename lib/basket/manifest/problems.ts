import type { z } from "zod";
import type { manifestProblemSchema } from "@/lib/basket/schemas";
import { grouped } from "./grouped";
import type { SelectedItem } from "./selection";

export type ManifestProblem = z.infer<typeof manifestProblemSchema>;

/** What of the basket is left out, and why. Gone is said of what was deleted and of what is hidden now alike. */
export function itemProblems(items: readonly SelectedItem[]): ManifestProblem[] {
  return items.flatMap((item): ManifestProblem[] => {
    const about = item.kind === "observation" ? { observationId: item.id } : { path: item.id };
    if (item.state === "gone") return [{ slug: "item-gone", detail: `${item.id} is gone and left out: it was deleted, or you may no longer see it.`, blocks: false, ...about }];
    if (item.state === "closed") return [{ slug: "item-closed", detail: `${item.id} is under embargo and left out: ${opening(item.opensAt)}.`, blocks: false, ...about }];
    return [];
  });
}

function opening(opensAt: Date | null): string {
  return opensAt ? `it opens on ${opensAt.toISOString()}` : "no date is set on which it opens";
}

/** So many of one kind are told one by one; a list of ten thousand equal lines tells nobody anything. */
const toldOneByOne = 50;

/** Keeps the first of each kind and sums up the rest. */
export function summedUp(problems: readonly ManifestProblem[]): ManifestProblem[] {
  const kinds = grouped(problems, ({ slug, blocks }) => `${slug} ${blocks}`);
  return [...kinds.values()].flatMap((same) => {
    const rest = same.length - toldOneByOne;
    if (rest <= 0) return same;
    const { slug, blocks } = same[0]!;
    return [...same.slice(0, toldOneByOne), { slug, blocks, detail: `The same holds for ${rest} more.` }];
  });
}
