"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type ComponentType, useState } from "react";
import { type Asked, type ChangePage as Page, readAsked } from "@/components/admin/change/address";
import { ClocksForm, DatesForm } from "@/components/admin/change/clocks-form";
import type { DraftProps } from "@/components/admin/change/draft-form";
import { HoldForm, SettingsForm } from "@/components/admin/change/hold-form";
import { LiftForm } from "@/components/admin/change/lift-form";
import { DenialForm, EmergencyForm } from "@/components/admin/change/person-forms";
import { Subject } from "@/components/admin/change/subject";
import { EffectStep } from "@/components/admin/effect/effect-step";
import { listText } from "@/components/admin/effect/effect-words";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { useNotify } from "@/components/ui/notices";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { Change } from "@/lib/embargo/changes/schemas";
import { formatCountOf } from "@/lib/units/format";

const forms: Record<Page, { readonly title: (of: string) => string; readonly form: ComponentType<DraftProps> }> = {
  clocks: { title: (of) => `Change the clocks of ${of}`, form: ClocksForm },
  dates: { title: (of) => `Set dates of ${of}`, form: DatesForm },
  hold: { title: (of) => `Place a hold on ${of}`, form: HoldForm },
  denial: { title: (of) => `Close ${of} to a person`, form: DenialForm },
  emergency: { title: (of) => `Open an emergency access to ${of}`, form: EmergencyForm },
  settings: { title: (of) => `Settings of ${of}`, form: SettingsForm },
  "lift-hold": { title: () => "Lift a hold", form: LiftForm },
  "lift-denial": { title: () => "Lift a denial", form: LiftForm },
};

function nameOf(asked: Asked): string {
  if (asked.observations.length > 0) return asked.observations.length === 1 ? `observation ${asked.observations[0]}` : formatCountOf(asked.observations.length, "observation");
  return asked.projects.length > 0 ? listText(asked.projects) : `collection ${asked.collection}`;
}

/** One change, from what is wanted over what it does to the doing. Its subject stands in the address. */
export function ChangePage() {
  const address = useSearchParams();
  const asked = readAsked(new URLSearchParams(address.toString()));
  if (!asked) {
    return (
      <div className="rounded border border-line bg-panel">
        <Empty
          heading="h1"
          title="Nothing is chosen to change"
          actions={
            <Link href="/admin/embargo" className={buttonClass("primary")}>
              Projects
            </Link>
          }
        >
          <p>Choose projects, or observations of a project, and what to change about them.</p>
        </Empty>
      </div>
    );
  }
  return <Draft key={address.toString()} asked={asked} />;
}

function Draft({ asked }: { asked: Asked }) {
  const router = useRouter();
  const notify = useNotify();
  // Each preview is a thing of its own, so that asking twice for the same looks twice.
  const [preview, setPreview] = useState<{ readonly change: Change; readonly number: number } | null>(null);
  const { title, form: Form } = forms[asked.page];

  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-3 flex items-center gap-1 text-xs text-muted">
        <Link href="/admin/embargo" className="hover:text-ink hover:underline">
          Embargo
        </Link>
        <ChevronRight size={12} aria-hidden />
        <span>Change</span>
      </nav>
      <PageHeader title={title(nameOf(asked))} />
      <div className="flex flex-col gap-4">
        <Subject asked={asked} />
        <Panel title="What you want">
          <Form asked={asked} onEdit={() => setPreview(null)} onPreview={(change) => setPreview((last) => ({ change, number: (last?.number ?? 0) + 1 }))} />
        </Panel>
        {preview ? (
          <EffectStep
            key={preview.number}
            change={preview.change}
            onDone={(made) => {
              notify({ text: made.state === "waiting" ? "Proposed. Another manager has to approve it." : "Applied." });
              router.push(`/admin/embargo/changes/${made.id}`);
            }}
          />
        ) : null}
      </div>
    </>
  );
}
