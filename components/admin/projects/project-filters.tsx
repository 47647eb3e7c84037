"use client";

import { X } from "lucide-react";
import type { Filters } from "@/components/admin/projects/filters";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";

interface ProjectFiltersProps {
  readonly filters: Filters;
  readonly collections: readonly string[];
  readonly go: (filters: Filters) => void;
}

const periods = [7, 30, 90, 365] as const;

/** What to show of the managed projects: by text, by what opens soon, by collection, by hold. */
export function ProjectFilters({ filters, collections, go }: ProjectFiltersProps) {
  const search = (fields: FormData) => go({ ...filters, q: String(fields.get("q") ?? "").trim() || undefined });
  const days = filters.opensWithinDays;
  return (
    <Form role="search" aria-label="Managed projects" onSend={search} className="mb-4 grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap">
      <TextField key={filters.q ?? ""} name="q" label="Code or title" type="search" className="max-md:col-span-2 md:w-56" defaultValue={filters.q} placeholder="SIM-CRAB" />
      <SelectField label="Opens within" className="md:w-40" value={days ?? ""} onChange={(event) => go({ ...filters, opensWithinDays: event.target.value || undefined })}>
        <option value="">any time</option>
        {days && !periods.some((period) => String(period) === days) ? <option value={days}>{days} days</option> : null}
        {periods.map((period) => (
          <option key={period} value={period}>
            {period} days
          </option>
        ))}
      </SelectField>
      <SelectField label="Hold" className="md:w-40" value={filters.hold ?? ""} onChange={(event) => go({ ...filters, hold: event.target.value || undefined })}>
        <option value="">with or without</option>
        <option value="any">any hold</option>
        <option value="read">data held</option>
        <option value="discover">hidden</option>
        <option value="none">no hold</option>
      </SelectField>
      <SelectField label="Collection" className="max-md:col-span-2 md:w-48" value={filters.collection ?? ""} onChange={(event) => go({ ...filters, collection: event.target.value || undefined })}>
        <option value="">all</option>
        {collections.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="flex gap-2">
        <Button type="submit">Show</Button>
        {Object.keys(filters).length > 0 ? (
          <Button look="plain" onClick={() => go({})}>
            <X size={14} aria-hidden /> Clear
          </Button>
        ) : null}
      </div>
    </Form>
  );
}
