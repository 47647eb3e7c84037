"use client";

import { type ClockChoice, type ClockFields, clockChoices } from "@/components/admin/clocks/clock-form";
import { SelectField, TextField } from "@/components/ui/field";

const labels: Record<ClockChoice, string> = {
  keep: "As it is",
  date: "On a date",
  observation: "Months from each observation",
  delivery: "Months from delivery",
  "last-observation": "Months from the project’s last observation",
  project: "By the project’s clock",
  none: "No date: closed until one is set",
};

interface ClockFieldsetProps {
  /** Whose clock: `Descriptions open`, `Data open`. */
  readonly legend: string;
  readonly value: ClockFields;
  readonly onChange: (value: ClockFields) => void;
  readonly error?: string | null;
  /** Choices left out: single observations take a date, none, or the project's clock. */
  readonly choices?: readonly ClockChoice[];
}

/** One clock's choice with the one field that it needs. */
export function ClockFieldset({ legend, value, onChange, error, choices = clockChoices }: ClockFieldsetProps) {
  const hasMonths = value.choice === "observation" || value.choice === "delivery" || value.choice === "last-observation";
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-semibold">{legend}</legend>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,18rem)_minmax(0,14rem)]">
        <SelectField label="When" aria-label={`${legend}: when`} value={value.choice} onChange={(event) => onChange({ ...value, choice: event.target.value as ClockChoice })}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {labels[choice]}
            </option>
          ))}
        </SelectField>
        {value.choice === "date" ? (
          <TextField label="Date (UTC)" aria-label={`${legend}: date (UTC)`} placeholder="2027-01-31" autoComplete="off" value={value.date} error={error} onChange={(event) => onChange({ ...value, date: event.target.value })} />
        ) : null}
        {hasMonths ? (
          <TextField label="Months" aria-label={`${legend}: months`} inputMode="numeric" placeholder="12" autoComplete="off" value={value.months} error={error} onChange={(event) => onChange({ ...value, months: event.target.value })} />
        ) : null}
      </div>
    </fieldset>
  );
}
