"use client";

import { useState } from "react";
import { type DraftProps, DraftForm, scopeOf } from "@/components/admin/change/draft-form";
import { RadioGroup } from "@/components/admin/change/radio-group";
import { TextField } from "@/components/ui/field";

const mostHours = 72;
const nameNeeded = "Write the account name of somebody who has signed in here before.";

/** One person, to whom all of it is closed, whatever else would open it. */
export function DenialForm({ asked, onPreview, onEdit }: DraftProps) {
  const [username, setUsername] = useState("");
  const [error, setError] = useState<string | null>(null);

  const preview = () => {
    const name = username.trim().toLowerCase();
    setError(name ? null : nameNeeded);
    if (name) onPreview({ kind: "denial", username: name, scope: asked.collection ? { collection: asked.collection } : scopeOf(asked) });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <UsernameField value={username} onChange={setUsername} error={error} />
      <p className="text-xs text-muted">Nothing beats a denial: no membership, no grant, and not the public’s right either.</p>
    </DraftForm>
  );
}

/** Access for one person and some hours, which two managers open together. */
export function EmergencyForm({ asked, onPreview, onEdit }: DraftProps) {
  const [username, setUsername] = useState("");
  const [rights, setRights] = useState<"read" | "discover">("read");
  const [hours, setHours] = useState("24");
  const [errors, setErrors] = useState<{ username?: string; hours?: string }>({});

  const preview = () => {
    const name = username.trim().toLowerCase();
    const count = Number(hours.trim() || "x");
    const isPeriod = Number.isInteger(count) && count >= 1 && count <= mostHours;
    setErrors({ username: name ? undefined : nameNeeded, hours: isPeriod ? undefined : `A whole number of hours, ${mostHours} at the most.` });
    if (name && isPeriod) onPreview({ kind: "emergency", username: name, scope: scopeOf(asked), rights, hours: count });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <UsernameField value={username} onChange={setUsername} error={errors.username} />
      <RadioGroup
        legend="What for"
        value={rights}
        onChange={setRights}
        options={[
          { value: "read", label: "To read the data", note: "Descriptions and files." },
          { value: "discover", label: "To see the descriptions", note: "No files." },
        ]}
      />
      <TextField label="Hours" inputMode="numeric" className="max-w-40" value={hours} error={errors.hours} hint={`Up to ${mostHours}; then it ends by itself.`} onChange={(event) => setHours(event.target.value)} />
      <p className="text-xs text-muted">Two managers open it together. The principal investigator is told.</p>
    </DraftForm>
  );
}

function UsernameField({ value, onChange, error }: { value: string; onChange: (value: string) => void; error?: string | null }) {
  return <TextField label="Account name" className="max-w-80" autoComplete="off" spellCheck={false} autoCapitalize="none" value={value} error={error} onChange={(event) => onChange(event.target.value)} />;
}
