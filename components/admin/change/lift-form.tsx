"use client";

import { type DraftProps, DraftForm } from "@/components/admin/change/draft-form";

/** Lifting has nothing to choose: what there is, and what its end does. */
export function LiftForm({ asked, onPreview, onEdit }: DraftProps) {
  const id = asked.id ?? "";
  return (
    <DraftForm onEdit={onEdit} onPreview={() => onPreview(asked.page === "lift-hold" ? { kind: "lift-hold", holdId: id } : { kind: "lift-denial", denialId: id })}>
      <p className="text-sm">{asked.page === "lift-hold" ? "The hold ends. Dates and rights count again as they stand." : "The denial ends. The person has again whatever rights memberships, grants and dates give."}</p>
    </DraftForm>
  );
}
