import { EyeOff, Lock } from "lucide-react";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import { absent } from "@/lib/units/format";

/** Whether a hold lies on a project, by icon and word. */
export function HoldMark({ hold }: { hold: ManagedProject["hold"] }) {
  if (hold === "none") return <span className="text-muted">{absent}</span>;
  const Icon = hold === "read" ? Lock : EyeOff;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-closed">
      <Icon size={14} aria-hidden /> {hold === "read" ? "data held" : "hidden"}
    </span>
  );
}
