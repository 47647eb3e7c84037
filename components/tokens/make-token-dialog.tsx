"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { DayField } from "@/components/embargo/day-field";
import { FormDialog } from "@/components/embargo/form-dialog";
import { makeToken, tokenKeys } from "@/components/tokens/queries";
import { latestEnd, scopeWords, tokenAsked, usualEnd, usualScopes } from "@/components/tokens/token-words";
import { TextField } from "@/components/ui/field";
import type { ApiTokenMade } from "@/lib/auth/api-tokens/schemas";
import type { Scope } from "@/lib/auth/api-tokens/scopes";

interface MakeTokenDialogProps {
  /** Those that some route of this portal asks for. */
  readonly scopes: readonly Scope[];
  readonly onMade: (token: ApiTokenMade) => void;
  readonly onClose: () => void;
}

/** Makes an API token: what it is for, what it may be let do, and until when. */
export function MakeTokenDialog({ scopes, onMade, onClose }: MakeTokenDialogProps) {
  const client = useQueryClient();
  const [nowMs] = useState(() => Date.now());
  const make = useMutation({
    mutationFn: (fields: FormData) => makeToken(tokenAsked(fields)),
    // The answer holds the secret: it is handed on, and kept nowhere.
    gcTime: 0,
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: tokenKeys.list });
      onMade(made);
    },
  });
  return (
    <FormDialog
      title="Make an API token"
      submit="Make the token"
      isWorking={make.isPending}
      failure={make.isError ? <Failure what="No token was made" error={make.error} /> : null}
      onSubmit={make.mutate}
      onClose={onClose}
    >
      <TextField name="name" required maxLength={100} autoComplete="off" label="Name" placeholder="nightly spectrum on my laptop" hint="What it is for, so that you know it again" />
      <fieldset>
        <legend className="text-xs font-medium text-muted">It may</legend>
        <div className="mt-1 flex flex-col gap-1.5">
          {scopes.map((scope) => (
            <label key={scope} className="flex items-start gap-2">
              <input type="checkbox" name="scope" value={scope} defaultChecked={usualScopes.includes(scope)} className="mt-0.5 size-4 shrink-0" />
              <span>
                <span className="font-medium">{scopeWords[scope].name}</span> <span className="text-muted">{scopeWords[scope].lets}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <DayField name="until" required label="Until (UTC)" defaultValue={usualEnd(nowMs)} hint={`That day included; ${latestEnd(nowMs)} at the latest`} />
    </FormDialog>
  );
}
