"use client";

import type { AuditAsked } from "@/components/admin/oversight/audit-asked";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";

interface AuditFiltersProps {
  readonly asked: AuditAsked;
  readonly collections: readonly string[];
  readonly go: (asked: AuditAsked) => void;
}

/** The first word of an action stands for all that begin so. */
const kinds = [
  ["clock", "Clocks"],
  ["change", "Changes by managers"],
  ["grant", "Grants"],
  ["hold", "Holds"],
  ["denial", "Denials"],
  ["request", "Requests"],
  ["groups", "Groups"],
  ["file", "Files"],
  ["launch", "Launches"],
  ["staging", "Staging"],
] as const;

/** Whose audit, and which of its entries. */
export function AuditFilters({ asked, collections, go }: AuditFiltersProps) {
  const show = (fields: FormData) => {
    const text = (name: string) => String(fields.get(name) ?? "").trim() || undefined;
    const project = text("project");
    go({ project, collection: project ? undefined : text("collection"), action: text("action"), outcome: text("outcome"), person: text("person"), from: text("from"), until: text("until") });
  };
  return (
    <Form key={JSON.stringify(asked)} role="search" aria-label="Audit" onSend={show} className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-4 xl:flex">
      <SelectField name="collection" label="Collection" className="xl:w-36" defaultValue={asked.collection ?? ""}>
        {asked.project ? <option value="">of the project</option> : null}
        {collections.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField name="project" label="or project" className="xl:w-36" placeholder="SIM-CRAB" defaultValue={asked.project} autoComplete="off" />
      <SelectField name="action" label="What" className="xl:w-40" defaultValue={asked.action ?? ""}>
        <option value="">all</option>
        {kinds.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <SelectField name="outcome" label="Outcome" className="xl:w-28" defaultValue={asked.outcome ?? ""}>
        <option value="">all</option>
        <option value="ok">done</option>
        <option value="refused">refused</option>
        <option value="failed">failed</option>
      </SelectField>
      <TextField name="person" label="Account" className="xl:w-32" defaultValue={asked.person} autoComplete="off" />
      <TextField name="from" label="From (UTC)" className="xl:w-32" placeholder="2026-11-01" defaultValue={asked.from} autoComplete="off" />
      <TextField name="until" label="Until (UTC)" className="xl:w-32" placeholder="2026-11-30" defaultValue={asked.until} autoComplete="off" />
      <div>
        <Button type="submit">Show</Button>
      </div>
    </Form>
  );
}
