"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { FormDialog } from "@/components/embargo/form-dialog";
import { type Choice, embargoKeys, saveSelection } from "@/components/embargo/queries";
import { TextField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import { formatCountOf } from "@/lib/units/format";

/** Keeps chosen observations under a name, by which a PI or manager can give rights on them. */
export function SaveSelectionDialog({ choice, onClose }: { choice: () => Promise<Choice>; onClose: () => void }) {
  const client = useQueryClient();
  const notify = useNotify();
  const save = useMutation({
    mutationFn: async (name: string) => saveSelection({ name, ...(await choice()) }),
    onSuccess: async ({ name, observationCount }) => {
      onClose();
      notify({ text: `Saved as ${name}: ${formatCountOf(observationCount, "observation")}.` });
      await client.invalidateQueries({ queryKey: embargoKeys.selections });
    },
  });
  return (
    <FormDialog
      title="Save the selection"
      submit="Save"
      isWorking={save.isPending}
      failure={save.isError ? <Failure what="The selection was not saved" error={save.error} /> : null}
      onSubmit={(fields) => save.mutate(String(fields.get("name") ?? "").trim())}
      onClose={onClose}
    >
      <TextField name="name" required maxLength={200} autoComplete="off" label="Name" hint="On a project’s page, access can be given to what stands under this name" />
    </FormDialog>
  );
}
