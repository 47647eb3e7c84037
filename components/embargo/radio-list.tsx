"use client";

import type { ReactNode } from "react";

interface RadioListProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly isDisabled?: boolean }[];
  readonly onChange: (value: Value) => void;
}

/** One choice of a few whose words need a line each. */
export function RadioList<Value extends string>({ legend, name, value, options, onChange }: RadioListProps<Value>) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-xs font-medium text-muted">{legend}</legend>
      <div className="flex flex-col gap-1.5">
        {options.map((option) => (
          <label key={option.value} className={`flex items-start gap-2 ${option.isDisabled ? "text-muted" : ""}`}>
            <input type="radio" name={name} value={option.value} checked={option.value === value} disabled={option.isDisabled} onChange={() => onChange(option.value)} className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0">{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
