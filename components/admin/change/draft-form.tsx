"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { Asked } from "@/components/admin/change/address";
import type { Change } from "@/lib/embargo/changes/schemas";

/** What the form of every kind of change gets, and what it gives: a change to look at, or word that it is being edited. */
export interface DraftProps {
  readonly asked: Asked;
  readonly onPreview: (change: Change) => void;
  readonly onEdit: () => void;
}

/** The frame of such a form: its fields, and the way to the effect. Nothing is changed by it. */
export function DraftForm({ children, onPreview, onEdit }: { children: ReactNode; onPreview: () => void; onEdit: () => void }) {
  return (
    <Form isHeldInState onSend={onPreview} onChange={onEdit} className="flex flex-col gap-5">
      {children}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary">
          Show what it does
        </Button>
        <span className="text-xs text-muted">Changes nothing yet.</span>
      </div>
    </Form>
  );
}

/** Chosen observations, or the one project. */
export function scopeOf(asked: Asked): { project: string } | { observations: string[] } {
  return asked.observations.length > 0 ? { observations: [...asked.observations] } : { project: asked.projects[0] ?? "" };
}
