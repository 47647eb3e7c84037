"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { FormDialog } from "@/components/embargo/form-dialog";
import { personText } from "@/components/embargo/grant-words";
import { embargoKeys, nameDeputy } from "@/components/embargo/queries";
import { TextField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import type { Team } from "@/lib/embargo/grants/schemas";

/** Lets a member act for the PI. */
export function NameDeputyDialog({ code, team, onClose }: { code: string; team: Team; onClose: () => void }) {
  const client = useQueryClient();
  const notify = useNotify();
  const name = useMutation({
    mutationFn: (account: string) => nameDeputy(code, account),
    onSuccess: async (_all, account) => {
      await client.invalidateQueries({ queryKey: embargoKeys.of(code) });
      notify({ text: `${account} is deputy of ${code} now.` });
      onClose();
    },
  });
  const acting = new Set([team.pi, ...team.deputies].map((person) => person.name));
  const others = team.members.filter((person) => person.name !== null && !acting.has(person.name));
  return (
    <FormDialog
      title={`Name a deputy of ${code}`}
      submit="Name deputy"
      isWorking={name.isPending}
      failure={name.isError ? <Failure what="No deputy was named" error={name.error} /> : null}
      onSubmit={(fields) => name.mutate(String(fields.get("name") ?? "").trim().toLowerCase())}
      onClose={onClose}
    >
      <p className="text-muted">A deputy gives, changes and revokes grants and answers requests like the PI, while they are in the project’s group. Only the PI names deputies.</p>
      <TextField name="name" required maxLength={255} autoComplete="off" autoCapitalize="none" spellCheck={false} list="deputy-members" label="Account name" hint={`A member of ${team.group}`} />
      <datalist id="deputy-members">
        {others.map((person) => (
          <option key={person.name} value={person.name ?? ""}>
            {personText(person)}
          </option>
        ))}
      </datalist>
    </FormDialog>
  );
}
