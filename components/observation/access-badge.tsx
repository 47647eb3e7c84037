import { CircleCheck, Lock } from "lucide-react";
import { formatDate } from "@/lib/units/format";

export interface Access {
  readonly readable: boolean;
  readonly onHold: boolean;
  readonly opensAt: string | null;
}

/** Readable: green. Visible but closed: amber, a lock and the date on which it opens. Never by colour alone. */
export function AccessBadge({ access }: { access: Access }) {
  if (access.readable) {
    return (
      <span className="inline-flex items-center align-middle gap-1.5 whitespace-nowrap text-readable">
        <CircleCheck size={14} aria-hidden /> readable
      </span>
    );
  }
  const when = access.onHold ? "on hold" : access.opensAt ? `opens ${formatDate(access.opensAt)}` : "closed, no date";
  return (
    <span className="inline-flex items-center align-middle gap-1.5 whitespace-nowrap text-closed" title={explanationOf(access)}>
      <Lock size={14} aria-hidden />
      <span>
        {access.opensAt || access.onHold ? <span className="sr-only">closed, </span> : null}
        {when}
      </span>
    </span>
  );
}

function explanationOf({ onHold, opensAt }: Access): string {
  if (onHold) return "Closed to everybody until the embargo managers lift a hold";
  return opensAt ? `Closed until ${formatDate(opensAt)}` : "Closed; no release date is set";
}
