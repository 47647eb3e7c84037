"use client";

import { useState } from "react";
import { FormError } from "@/components/admin/change/clocks-form";
import { type DraftProps, DraftForm, scopeOf } from "@/components/admin/change/draft-form";
import { RadioGroup } from "@/components/admin/change/radio-group";
import { SelectField } from "@/components/ui/field";

/** A hold: closes to everybody at once, for legal or quality reasons. */
export function HoldForm({ asked, onPreview, onEdit }: DraftProps) {
  const [closes, setCloses] = useState<"read" | "discover" | null>(null);
  const [error, setError] = useState<string>();

  const preview = () => {
    setError(closes ? undefined : "Choose what it closes.");
    if (closes) onPreview({ kind: "hold", scope: scopeOf(asked), closes });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <RadioGroup
        legend="What it closes"
        value={closes}
        onChange={setCloses}
        options={[
          { value: "read", label: "The data", note: "Descriptions stay visible to whom they are visible; nobody can read a file." },
          { value: "discover", label: "All of it", note: "It can not be found either; only managers see its descriptions." },
        ]}
      />
      <p className="text-xs text-muted">A hold beats every right, the public’s too. It reaches members, running downloads and staged data at once.</p>
      <FormError text={error} />
    </DraftForm>
  );
}

/** How a project is run: whether early release needs two, and what happens to launches when a right ends. */
export function SettingsForm({ asked, onPreview, onEdit }: DraftProps) {
  const [approval, setApproval] = useState<"" | "yes" | "no">("");
  const [ending, setEnding] = useState<"" | "notify" | "stop">("");
  const [error, setError] = useState<string>();

  const preview = () => {
    setError(approval || ending ? undefined : "Choose another setting.");
    if (!approval && !ending) return;
    onPreview({
      kind: "project-settings",
      codes: [...asked.projects],
      ...(approval ? { earlyReleaseApproval: approval === "yes" } : {}),
      ...(ending ? { whenRightEnds: ending } : {}),
    });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <SelectField label="Opening data early" className="max-w-md" value={approval} onChange={(event) => setApproval(event.target.value as typeof approval)}>
        <option value="">As it is</option>
        <option value="yes">Needs a second manager</option>
        <option value="no">One manager suffices</option>
      </SelectField>
      <SelectField label="When somebody’s right ends, launches that staged the data" className="max-w-md" value={ending} onChange={(event) => setEnding(event.target.value as typeof ending)}>
        <option value="">As it is</option>
        <option value="notify">Run on; managers are told</option>
        <option value="stop">Are stopped</option>
      </SelectField>
      <FormError text={error} />
    </DraftForm>
  );
}
