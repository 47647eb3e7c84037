import { CircleCheck, Lock } from "lucide-react";
import { formatDate } from "@/lib/units/format";

export interface Access {
  readonly readable: boolean;
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
  const when = access.opensAt ? `opens ${formatDate(access.opensAt)}` : "closed, no date";
  return (
    <span className="inline-flex items-center align-middle gap-1.5 whitespace-nowrap text-closed" title={access.opensAt ? `Closed until ${formatDate(access.opensAt)}` : "Closed; no release date is set"}>
      <Lock size={14} aria-hidden />
      <span>
        {access.opensAt ? <span className="sr-only">closed, </span> : null}
        {when}
      </span>
    </span>
  );
}
