"use client";

import { useEffect, useRef } from "react";

interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  /** Some of what it stands for are ticked: a dash. */
  readonly some?: boolean;
  /** @param range with the shift key: all from the last one ticked to this one */
  readonly onTick: (on: boolean, range: boolean) => void;
  readonly className?: string;
}

/** A box to tick. A tick set before the page's script runs, which the browser shows already, counts as soon as it does. */
export function Tick({ label, checked, some = false, onTick, className = "" }: TickProps) {
  const box = useRef<HTMLInputElement>(null);
  const first = useRef({ checked, onTick });
  useEffect(() => {
    const shown = box.current!.checked;
    if (shown !== first.current.checked) first.current.onTick(shown, false);
  }, []);
  useEffect(() => {
    box.current!.indeterminate = some;
  }, [some]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={label}
      className={`size-4 align-middle ${className}`}
      checked={checked}
      onChange={(event) => onTick(event.target.checked, (event.nativeEvent as MouseEvent).shiftKey === true)}
    />
  );
}
