"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { Failure } from "@/components/api/failure";
import { dataWords } from "@/components/launch/data-words";
import { beginNow, launchKeys } from "@/components/launch/queries";
import { Button } from "@/components/ui/button";
import type { Launch, LaunchAvailability } from "@/lib/launch/schemas";
import { formatDateTime } from "@/lib/units/format";

const icons = {
  doing: { Icon: LoaderCircle, ink: "text-accent animate-spin", word: "in progress" },
  good: { Icon: CircleCheck, ink: "text-readable", word: "done" },
  warning: { Icon: CircleAlert, ink: "text-closed", word: "attention" },
} as const;

/** Data on their way to a storage site that the notebook's service mounts, or there: how far, until when, and how to wait no longer. */
export function LaunchData({ launch, availability }: { launch: Launch; availability: LaunchAvailability }) {
  const client = useQueryClient();
  const { title, note, look } = dataWords(availability, launch.state);
  const { Icon, ink, word } = icons[look];
  const begin = useMutation({ mutationFn: () => beginNow(launch.id), onSuccess: (now) => client.setQueryData(launchKeys.one(launch.id), now) });
  const isWaiting = launch.state === "requested" && availability.state !== "ready";
  const isKept = !isWaiting && availability.state !== "full" && availability.state !== "away" && availability.state !== "ended";
  return (
    <section aria-label="Data at the storage site" className="border-t border-line px-4 py-3 text-sm">
      <div className="flex items-start gap-3">
        <Icon size={16} className={`mt-0.5 shrink-0 ${ink}`} aria-label={word} />
        <div className="min-w-0 flex-1">
          <p className="break-words">{title}</p>
          {availability.reason ? <p className="mt-0.5 break-words text-closed">The data lake says: {availability.reason}</p> : null}
          {note ? <p className="mt-0.5 text-xs text-muted">{note}</p> : null}
          {isKept && availability.until ? <p className="mt-0.5 text-xs text-muted">Kept there until {formatDateTime(availability.until).slice(0, 16)} UTC, or until this launch ends. Change its end to keep them longer.</p> : null}
        </div>
        {isWaiting && launch.waitsForData ? (
          <Button size="small" disabled={begin.isPending} onClick={() => begin.mutate()}>
            {begin.isPending ? "Beginning…" : "Start now"}
            <span className="sr-only"> without waiting for the data, and download the rest</span>
          </Button>
        ) : null}
      </div>
      {isWaiting && availability.totalFiles > 0 ? <progress className="meter mt-2" aria-label={`Files at ${availability.site}`} max={availability.totalFiles} value={availability.readyFiles} /> : null}
      {begin.isError ? <Failure what="It still waits for the data" error={begin.error} /> : null}
    </section>
  );
}
