"use client";

import { useId } from "react";

interface SegmentedProps<Value extends string> {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly hideLegend?: boolean;
}

/** One choice of a few, side by side: radio buttons in the shape of a switch. */
export function Segmented<Value extends string>({ legend, value, options, onChange, hideLegend = false }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={hideLegend ? "sr-only" : "mb-1 text-xs font-medium text-muted"}>{legend}</legend>
      <div className="inline-flex rounded border border-edge bg-panel p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="rounded-[4px] px-2 py-0.5 text-xs font-medium text-muted transition-colors hover:text-ink has-checked:bg-accent-soft has-checked:text-accent-strong has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} className="sr-only" />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
