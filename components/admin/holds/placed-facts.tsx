import { placedText, scopeText } from "@/components/admin/holds/placed-words";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EmbargoDenial, EmbargoHold } from "@/lib/embargo/changes/office-schemas";

/** One hold or denial: what it closes, since when, by whom and why. */
export function PlacedFacts({ placed }: { placed: EmbargoHold | EmbargoDenial }) {
  return (
    <div className="space-y-1 text-sm break-words">
      <p className="font-medium">
        {scopeText(placed.scope)}: {placedText(placed)}
      </p>
      <p className="text-muted">
        Placed <RelativeTime iso={placed.placedAt} /> by {placed.placedBy}: “{placed.reason}”
      </p>
      {placed.liftedAt ? (
        <p className="text-muted">
          Lifted <RelativeTime iso={placed.liftedAt} /> by {placed.liftedBy}: “{placed.liftReason}”
        </p>
      ) : null}
    </div>
  );
}
