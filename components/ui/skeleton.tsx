/** A grey bar where text will stand. Width by class: a skeleton has the measure of what it stands for. */
export function Bar({ className = "w-24" }: { className?: string }) {
  return <span aria-hidden className={`inline-block h-3.5 animate-pulse rounded bg-raised align-middle ${className}`} />;
}

/** Says that something loads, after 300 ms: what answers sooner makes no noise. */
export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="animate-appear text-sm text-muted">
      Loading {what}…
    </p>
  );
}
