"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { endLink, makeLink, manifestKeys } from "@/components/basket/manifest-queries";
import { basketKeys } from "@/components/basket/queries";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useNotify } from "@/components/ui/notices";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SharedManifest } from "@/lib/basket/schemas";

/** For the owner: the link, what it gives to whom, and its end. */
export function LinkPanel({ manifest }: { manifest: SharedManifest }) {
  const client = useQueryClient();
  const notify = useNotify();
  const ask = useRef<HTMLDialogElement>(null);
  const { id, url, sharedAt } = manifest;
  const settled = async () => {
    await client.invalidateQueries({ queryKey: manifestKeys.one(id) });
    await client.invalidateQueries({ queryKey: basketKeys.manifests });
  };
  const share = useMutation({ mutationFn: () => makeLink(id), onError: (error) => notifyFailure(notify, "No link was made", error), onSettled: settled });
  const end = useMutation({ mutationFn: () => endLink(id), onSuccess: () => notify({ text: "The link has ended" }), onError: (error) => notifyFailure(notify, "The link was not ended", error), onSettled: settled });
  return (
    <Panel title="Link">
      <div className="flex flex-col gap-3 text-sm">
        {sharedAt ? (
          <>
            <p className="flex items-start gap-2">
              <a href={url} className="figures min-w-0 break-all text-accent hover:underline">
                {url}
              </a>
              <CopyButton value={url} what="link" />
            </p>
            <p className="text-muted">
              Shared <RelativeTime iso={sharedAt} />. The link gives no right: whoever opens it is shown what they may read themselves, and the rest is neither named nor counted. Who may read nothing of it finds no page.
            </p>
            <Button look="danger" className="self-start" disabled={end.isPending} onClick={() => ask.current?.showModal()}>
              End the link
            </Button>
          </>
        ) : (
          <>
            <p className="text-muted">Only you see this data set. A link shows others what of it they may read themselves.</p>
            <Button className="self-start" disabled={share.isPending} onClick={() => share.mutate()}>
              {share.isPending ? "Making a link…" : "Make a link"}
            </Button>
          </>
        )}
      </div>
      <AskDialog ref={ask} title="End the link to this data set?" confirm="End the link" onConfirm={() => end.mutate()}>
        <p>Others find no page at {url} any more. What they took stays with them, as far as they may read it. You can make the same link again.</p>
      </AskDialog>
    </Panel>
  );
}
