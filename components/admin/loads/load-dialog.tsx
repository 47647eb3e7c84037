"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { askForLoad, loadKeys } from "@/components/admin/loads/queries";
import { Failure } from "@/components/api/failure";
import { FormDialog } from "@/components/embargo/form-dialog";
import { useNotify } from "@/components/ui/notices";

/** Says what a load will do, and asks for it. */
export function LoadDialog({ collection, onClose }: { collection: string; onClose: () => void }) {
  const queries = useQueryClient();
  const notify = useNotify();
  const refresh = () => queries.invalidateQueries({ queryKey: loadKeys.of(collection) });
  const ask = useMutation({
    mutationFn: () => askForLoad(collection),
    onSuccess: async () => {
      notify({ text: `${collection} will be loaded again.` });
      onClose();
      await refresh();
    },
    // Another manager, or a script, may have been faster: then it is in the list.
    onError: refresh,
  });
  return (
    <FormDialog
      title={`Load ${collection} again?`}
      submit="Load again"
      isWorking={ask.isPending}
      failure={ask.isError ? <Failure what="No load was asked for" error={ask.error} /> : null}
      onSubmit={() => ask.mutate()}
      onClose={onClose}
    >
      <ul className="list-disc space-y-1.5 pl-5 text-muted">
        <li>A worker reads the store and its projects file where the operators keep them.</li>
        <li>New observations come in under their projects’ clocks, changed files as new releases. What is gone from the store stays here.</li>
        <li>The projects file counts as it is then: projects, groups, managers and dates. A date that a manager has set is kept until the file says another than before.</li>
        <li>All of it is done or nothing: if the store is at fault, nothing is changed and you are told where.</li>
      </ul>
    </FormDialog>
  );
}
