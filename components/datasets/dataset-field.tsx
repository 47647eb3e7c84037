"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { askApi } from "@/components/api/fetch";
import { TextField } from "@/components/ui/field";

/** The search form's dataset: by its id, completed from a part of its name among those that the viewer sees. */
export function DatasetField({ value }: { value: string | undefined }) {
  const listId = useId();
  const [text, setText] = useState<string | null>(null);
  const asked = useDeferredValue(text);
  // Of an id its last part is looked for: that is what one typed, or picked.
  const q = asked?.trim().split(":").slice(-2).join(":");
  const { data } = useQuery({
    queryKey: ["datasets", "completion", q],
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => askApi(`/datasets?${new URLSearchParams({ limit: "20", ...(q && { q }) })}`, async () => (await import("@/lib/catalogue/dataset-schemas")).datasetListSchema, { signal }),
  });
  return (
    <>
      <TextField
        label="Dataset or container"
        name="dataset"
        defaultValue={value}
        list={listId}
        autoComplete="off"
        spellCheck={false}
        placeholder="collection:scope:name"
        hint={
          <>
            Type a part of its name, or see <a className="text-accent underline" href="/datasets">all of them</a>.
          </>
        }
        onFocus={(event) => setText(event.currentTarget.value)}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {data?.items.map(({ id, kind, observationCount }) => (
          <option key={id} value={id}>{`${kind}, ${observationCount} observations`}</option>
        ))}
      </datalist>
    </>
  );
}
