import { CircleCheck, CircleX, Hourglass, LoaderCircle } from "lucide-react";
import { loadStateText } from "@/components/admin/loads/load-words";
import type { CollectionLoad } from "@/lib/catalogue/load-again/schemas";

const looks = {
  waiting: { Icon: Hourglass, ink: "text-closed", turn: "" },
  running: { Icon: LoaderCircle, ink: "text-accent", turn: "animate-spin" },
  done: { Icon: CircleCheck, ink: "text-readable", turn: "" },
  refused: { Icon: CircleX, ink: "text-failed", turn: "" },
  failed: { Icon: CircleX, ink: "text-failed", turn: "" },
} as const;

/** How far a load is, by icon and word. */
export function LoadState({ state }: Pick<CollectionLoad, "state">) {
  const { Icon, ink, turn } = looks[state];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${ink}`}>
      <Icon size={14} className={`shrink-0 ${turn}`} aria-hidden /> {loadStateText(state)}
    </span>
  );
}
