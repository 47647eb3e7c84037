import { CircleCheck, CircleX, Hourglass, Undo2 } from "lucide-react";
import { stateText } from "@/components/admin/changes/change-words";
import type { EmbargoChange } from "@/lib/embargo/changes/schemas";

const looks = {
  waiting: { Icon: Hourglass, ink: "text-closed" },
  applied: { Icon: CircleCheck, ink: "text-readable" },
  refused: { Icon: CircleX, ink: "text-failed" },
  withdrawn: { Icon: CircleX, ink: "text-muted" },
  undone: { Icon: Undo2, ink: "text-muted" },
} as const;

/** What became of a change, by icon and word. */
export function StateMark({ state }: { state: EmbargoChange["state"] }) {
  const { Icon, ink } = looks[state];
  return (
    <span className={`inline-flex items-center gap-1.5 ${ink}`}>
      <Icon size={14} className="shrink-0" aria-hidden /> {stateText(state)}
    </span>
  );
}
