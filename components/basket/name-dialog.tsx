"use client";

import { useMutation } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { FormDialog } from "@/components/embargo/form-dialog";
import { TextField } from "@/components/ui/field";

interface NameDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly initial: string;
  /** Does it; what it throws is shown, and the dialog stays. */
  readonly onName: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for the name of a basket. */
export function NameDialog({ title, submit, initial, onName, onClose }: NameDialogProps) {
  const name = useMutation({ mutationFn: onName, onSuccess: onClose });
  return (
    <FormDialog
      title={title}
      submit={submit}
      isWorking={name.isPending}
      failure={name.isError ? <Failure what="Nothing was changed" error={name.error} /> : null}
      onSubmit={(fields) => name.mutate(String(fields.get("name") ?? "").trim())}
      onClose={onClose}
    >
      <TextField name="name" required maxLength={100} autoComplete="off" label="Name" defaultValue={initial} pattern=".*\S.*" />
    </FormDialog>
  );
}
