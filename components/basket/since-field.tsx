"use client";

import { useQuery } from "@tanstack/react-query";
import { manifestListOptions } from "@/components/basket/manifest-queries";
import { SelectField } from "@/components/ui/field";
import { formatCountOf, formatDateTime } from "@/lib/units/format";

/** All of it, or only what an earlier manifest of one's own did not hold. Nothing to choose from: no field. */
export function SinceField({ value, onChange }: { value: string; onChange: (manifestId: string) => void }) {
  const manifests = useQuery(manifestListOptions());
  const items = manifests.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <SelectField label="What of it" value={value} onChange={(event) => onChange(event.target.value)} hint={value ? "Observations that the earlier one did not hold, or held with other files, as a store of their own" : undefined}>
      <option value="">Everything</option>
      {items.map((manifest) => (
        <option key={manifest.id} value={manifest.id}>
          Only what is new since the {manifest.launched ? "launch" : "export"} of {formatDateTime(manifest.createdAt).slice(0, 16)} UTC ({formatCountOf(manifest.observationCount, "observation")})
        </option>
      ))}
    </SelectField>
  );
}
