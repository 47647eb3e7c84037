import { useState } from "react";
import type { LaunchPlan } from "@/lib/launch/schemas";

/** How services, environments and notebooks stand to a basket. */
export type Fits = Pick<LaunchPlan, "places" | "environments" | "analyses">;

const unknown: Fits = { places: [], environments: [], analyses: [] };

/**
 * What the last plan said of all of them. A plan is asked anew for each choice; what fits hangs on the basket alone, and
 * without remembering it the choices that follow from it would come and go with every question.
 */
export function useFits(): [Fits, (plan: LaunchPlan | undefined) => void] {
  const [fits, setFits] = useState(unknown);
  const remember = (plan: LaunchPlan | undefined) => {
    if (plan !== undefined && plan.analyses !== fits.analyses) setFits(plan);
  };
  return [fits, remember];
}

export interface Unfit {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
}

/** Parts choices by what a plan says of them. What it does not speak of, fits until it does. */
export function parted<Choice extends { readonly id: string; readonly title: string }>(choices: readonly Choice[], lacks: readonly { readonly id: string; readonly lacks: { readonly detail: string } | null }[]): { fitting: Choice[]; unfit: Unfit[] } {
  const reasonOf = (id: string) => lacks.find((one) => one.id === id)?.lacks?.detail;
  return {
    fitting: choices.filter(({ id }) => reasonOf(id) === undefined),
    unfit: choices.flatMap(({ id, title }) => {
      const reason = reasonOf(id);
      return reason === undefined ? [] : [{ id, title, reason }];
    }),
  };
}
