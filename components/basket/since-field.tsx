"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { manifestListOptions } from "@/components/basket/manifest-queries";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Loading } from "@/components/ui/skeleton";
import { formatCountOf, formatDateTime } from "@/lib/units/format";

/** All of it, or only what an earlier manifest of one's own did not hold. Those are listed when somebody wants it. */
export function SinceField({ value, onChange }: { value: string; onChange: (manifestId: string) => void }) {
  const [isWanted, setIsWanted] = useState(false);
  const manifests = useQuery({ ...manifestListOptions(), enabled: isWanted });
  if (!isWanted) {
    return (
      <Button look="plain" size="small" className="self-start" onClick={() => setIsWanted(true)}>
        Only what is new since an earlier one…
      </Button>
    );
  }
  if (manifests.isError) return <Failure what="What you took earlier could not be listed" error={manifests.error} retry={() => void manifests.refetch()} retrying={manifests.isFetching} />;
  if (!manifests.data) return <Loading what="what you took earlier" />;
  if (manifests.data.items.length === 0) return <p className="text-xs text-muted">Nothing was exported, launched or shared before.</p>;
  return (
    <SelectField label="What of it" value={value} onChange={(event) => onChange(event.target.value)} hint={value ? "Observations that the earlier one did not hold, or held with other files, as a store of their own" : undefined}>
      <option value="">Everything</option>
      {manifests.data.items.map((manifest) => (
        <option key={manifest.id} value={manifest.id}>
          New since the {manifest.launched ? "launch" : "export"} of {formatDateTime(manifest.createdAt).slice(0, 16)} UTC ({formatCountOf(manifest.observationCount, "observation")})
        </option>
      ))}
    </SelectField>
  );
}
