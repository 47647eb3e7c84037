import type { KeyboardEvent } from "react";

const steps: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, last) => last,
};

/** To which row a key leads; null for other keys. */
export function rowStep(key: string, index: number, last: number): number | null {
  return steps[key]?.(index, last) ?? null;
}

/** Arrow keys, Home and End go from row to row, along the rows' checkboxes. */
export function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>) {
  const row = (event.target as HTMLElement).closest("tr");
  if (!row) return;
  const rows = [...event.currentTarget.rows];
  const next = rowStep(event.key, rows.indexOf(row), rows.length - 1);
  if (next !== null) focusRow(event.currentTarget, next, event);
}

/** Puts the focus on a row's checkbox, if it has one. */
export function focusRow(body: HTMLTableSectionElement | null, index: number, event: { preventDefault: () => void }) {
  const checkbox = body?.rows[index]?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!checkbox) return;
  event.preventDefault();
  checkbox.focus();
}
