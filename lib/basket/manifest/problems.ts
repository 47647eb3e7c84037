import type { z } from "zod";
import type { manifestProblemSchema } from "@/lib/basket/schemas";
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

type Told = Omit<ManifestProblem, "slug" | "blocks">;

/** Problems as they are found: of each kind the first ones are told, and of the rest only how many they are. */
export class ProblemList {
  readonly #kinds = new Map<string, { readonly told: ManifestProblem[]; rest: number }>();

  /** @param tell puts it into words, which for most of many thousands nobody needs */
  add(slug: string, blocks: boolean, tell: () => Told): void {
    const key = blocks ? `${slug}!` : slug;
    let kind = this.#kinds.get(key);
    if (!kind) this.#kinds.set(key, (kind = { told: [], rest: 0 }));
    if (kind.told.length < toldOneByOne) kind.told.push({ slug, blocks, ...tell() });
    else kind.rest++;
  }

  addAll(problems: readonly ManifestProblem[]): void {
    for (const { slug, blocks, ...told } of problems) this.add(slug, blocks, () => told);
  }

  /** Kind after kind, in the order in which each was first met. */
  all(): ManifestProblem[] {
    return [...this.#kinds.values()].flatMap(({ told, rest }) => (rest === 0 ? told : [...told, { slug: told[0]!.slug, blocks: told[0]!.blocks, detail: `The same holds for ${rest} more.` }]));
  }
}
