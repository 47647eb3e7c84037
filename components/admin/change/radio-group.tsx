"use client";

import { useId } from "react";

interface RadioGroupProps<Value extends string> {
  readonly legend: string;
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly note?: string }[];
}

/** One of a few, each with a line that says what it means. */
export function RadioGroup<Value extends string>({ legend, value, onChange, options }: RadioGroupProps<Value>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-semibold">{legend}</legend>
      <div className="flex flex-col gap-2">
        {options.map((option) => (
          <div key={option.value} className="flex gap-2.5">
            <input
              type="radio"
              id={`${name}-${option.value}`}
              name={name}
              value={option.value}
              checked={value === option.value}
              aria-describedby={option.note ? `${name}-${option.value}-note` : undefined}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0"
            />
            <div className="min-w-0 text-sm">
              <label htmlFor={`${name}-${option.value}`} className="cursor-pointer font-medium">
                {option.label}
              </label>
              {option.note ? (
                <p id={`${name}-${option.value}-note`} className="text-xs text-muted">
                  {option.note}
                </p>
              ) : null}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
