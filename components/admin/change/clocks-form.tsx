"use client";

import { useState } from "react";
import { type DraftProps, DraftForm } from "@/components/admin/change/draft-form";
import { keepClock, ownDateChoices, type Read, readClock, readOwnDate } from "@/components/admin/clocks/clock-form";
import { ClockFieldset } from "@/components/admin/clocks/clock-fieldset";

interface Errors {
  readonly meta?: string;
  readonly data?: string;
  readonly whole?: string;
}

const errorOf = (read: Read<unknown>) => ("error" in read ? read.error : undefined);
const nothingChosen = "Choose another clock for the descriptions, the data, or both.";

/** Another clock for the descriptions, the data or both, of one or several projects. */
export function ClocksForm({ asked, onPreview, onEdit }: DraftProps) {
  const [meta, setMeta] = useState(keepClock);
  const [data, setData] = useState(keepClock);
  const [errors, setErrors] = useState<Errors>({});

  const preview = () => {
    const reads = { meta: readClock(meta), data: readClock(data) };
    if ("error" in reads.meta || "error" in reads.data) return setErrors({ meta: errorOf(reads.meta), data: errorOf(reads.data) });
    const [newMeta, newData] = [reads.meta.value, reads.data.value];
    if (!newMeta && !newData) return setErrors({ whole: nothingChosen });
    setErrors({});
    onPreview({ kind: "project-clocks", codes: [...asked.projects], ...(newMeta ? { meta: newMeta } : {}), ...(newData ? { data: newData } : {}) });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <ClockFieldset legend="Descriptions open" value={meta} onChange={setMeta} error={errors.meta} />
      <ClockFieldset legend="Data open" value={data} onChange={setData} error={errors.data} />
      <p className="text-xs text-muted">Data never open before their descriptions. Observations with a date of their own keep it.</p>
      <FormError text={errors.whole} />
    </DraftForm>
  );
}

/** Dates of their own for chosen observations. */
export function DatesForm({ asked, onPreview, onEdit }: DraftProps) {
  const [meta, setMeta] = useState(keepClock);
  const [data, setData] = useState(keepClock);
  const [errors, setErrors] = useState<Errors>({});

  const preview = () => {
    const reads = { meta: readOwnDate(meta), data: readOwnDate(data) };
    if ("error" in reads.meta || "error" in reads.data) return setErrors({ meta: errorOf(reads.meta), data: errorOf(reads.data) });
    const [metaReleaseAt, dataReleaseAt] = [reads.meta.value, reads.data.value];
    if (metaReleaseAt === undefined && dataReleaseAt === undefined) return setErrors({ whole: nothingChosen });
    setErrors({});
    onPreview({
      kind: "observation-dates",
      observations: [...asked.observations],
      ...(metaReleaseAt === undefined ? {} : { metaReleaseAt }),
      ...(dataReleaseAt === undefined ? {} : { dataReleaseAt }),
    });
  };

  return (
    <DraftForm onPreview={preview} onEdit={onEdit}>
      <ClockFieldset legend="Descriptions open" value={meta} onChange={setMeta} error={errors.meta} choices={ownDateChoices} />
      <ClockFieldset legend="Data open" value={data} onChange={setData} error={errors.data} choices={ownDateChoices} />
      <p className="text-xs text-muted">These dates win over the project’s clock until they are taken back.</p>
      <FormError text={errors.whole} />
    </DraftForm>
  );
}

export function FormError({ text }: { text?: string }) {
  return text ? (
    <p role="alert" className="text-sm text-failed">
      {text}
    </p>
  ) : null;
}
