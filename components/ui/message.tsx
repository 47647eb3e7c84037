import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

const looks = {
  failed: "border-failed bg-failed-soft",
  warning: "border-closed bg-closed-soft",
  good: "border-readable bg-readable-soft",
  note: "border-line bg-panel",
} as const;

const inks = { failed: "text-failed", warning: "text-closed", good: "text-readable", note: "text-accent" } as const;

interface MessageProps {
  readonly look: keyof typeof looks;
  readonly title: ReactNode;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert` interrupts a screen reader: only for what has just gone wrong. */
  readonly role?: "alert" | "status";
}

/** A boxed message: what it is about in bold, the rest below, what one can do last. */
export function Message({ look, title, icon, children, actions, role }: MessageProps) {
  return (
    <div role={role} className={`flex gap-3 rounded border px-4 py-3 text-sm ${looks[look]}`}>
      <span className={`mt-0.5 shrink-0 ${inks[look]}`}>{icon ?? <CircleAlert size={16} aria-hidden />}</span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold break-words">{title}</p>
        {children ? <div className="mt-1 space-y-1 break-words">{children}</div> : null}
        {actions ? <div className="mt-3 flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

/** An empty place that invites: what could be here, and the way to it. As a whole page its title is the heading. */
export function Empty({ title, heading: Title = "p", children, actions }: { title: ReactNode; heading?: "h1" | "p"; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <Title className="text-base font-semibold">{title}</Title>
      {children ? <div className="max-w-prose space-y-1 text-sm text-muted">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
