import type { Unfit } from "@/components/launch/fits";

/** What is not offered for this basket, each with the reason; folded, since nobody needs it to go on. */
export function UnfitList({ others, what }: { readonly others: readonly Unfit[]; readonly what: string }) {
  if (others.length === 0) return null;
  const words = others.length === 1 ? `1 other ${what} does not fit this basket` : `${others.length} other ${what}s do not fit this basket`;
  return (
    <details className="text-xs text-muted">
      <summary className="w-fit cursor-pointer rounded py-0.5 hover:text-ink">{words}</summary>
      <ul className="mt-1 space-y-1 border-l border-line pl-3">
        {others.map(({ id, title, reason }) => (
          <li key={id} className="break-words">
            <span className="font-medium text-ink">{title}</span>: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
