"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Failure } from "@/components/api/failure";
import { launchKeys, prolongLaunch } from "@/components/launch/queries";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import type { Launch } from "@/lib/launch/schemas";
import { formatDateTime } from "@/lib/units/format";

/** Moves the end of a launch: a date within what its service allows. `of` names the launch, since a list has many. */
export function LaunchEnd({ launch, of, longestHours, size = "small" }: { launch: Launch; of: string; longestHours: number | null; size?: "small" | "normal" }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [date, setDate] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: (until: string | null) => prolongLaunch(launch.id, until),
    onSuccess: () => {
      dialog.current?.close();
      void client.invalidateQueries({ queryKey: launchKeys.all });
    },
  });
  const save = () => {
    const until = date.trim() === "" ? null : instantOf(date.trim());
    if (until === undefined) return setWrong("Write a date as 2026-12-01, or a time as 2026-12-01 18:00.");
    setWrong(null);
    change.mutate(until);
  };
  return (
    <>
      <Button
        size={size}
        aria-label={`Change end of the launch of ${of}`}
        onClick={() => {
          setDate(launch.until === null ? "" : formatDateTime(launch.until).slice(0, 16));
          change.reset();
          setWrong(null);
          setOpen(true);
          dialog.current?.showModal();
        }}
      >
        Change end
      </Button>
      <dialog ref={dialog} onClose={() => setOpen(false)} aria-label={`End of the launch of ${of}`} className="w-[min(28rem,calc(100vw-2rem))] rounded border border-line bg-panel p-5 text-left text-ink backdrop:bg-[#0b1020]/60">
        {isOpen ? (
          <Form className="flex flex-col gap-4" onSend={save}>
            <TextField
              label="Until (UTC)"
              value={date}
              onChange={(event) => setDate(event.target.value)}
              placeholder="2026-12-01 18:00"
              error={wrong}
              hint={longestHours === null ? "Empty: no end date. At most 30 days from now." : `At most ${longestHours} hours from now. Empty: as late as that.`}
            />
            {change.isError ? <Failure what="The end was not moved" error={change.error} /> : null}
            <div className="flex justify-end gap-2">
              <Button onClick={() => dialog.current?.close()}>Cancel</Button>
              <Button type="submit" look="primary" disabled={change.isPending}>
                {change.isPending ? "Saving…" : "Save"}
              </Button>
            </div>
          </Form>
        ) : null}
      </dialog>
    </>
  );
}

/** `2026-12-01` (its last second) or `2026-12-01 18:00`, UTC; undefined for what is no date. */
function instantOf(text: string): string | undefined {
  const [day, time = "23:59:59"] = text.split(/[ T]/);
  const at = new Date(`${day}T${time}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
