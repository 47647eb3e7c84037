"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bell, BellOff, Pencil, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Failure } from "@/components/api/failure";
import { changeSearch, forgetSearch, searchKeys } from "@/components/search/saved-queries";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { SavedSearch } from "@/lib/searches/schemas";

interface Props {
  readonly search: SavedSearch;
  /** Its name. */
  readonly name: string;
  /** What it asks for. */
  readonly words: string;
  readonly open: () => void;
}

const iconButton = "inline-flex size-7 shrink-0 items-center justify-center rounded text-muted hover:bg-raised hover:text-ink";

/** A search that somebody keeps: opens it, names it anew, begins or ends to watch it, forgets it. */
export function SavedRow({ search, name, words, open }: Props) {
  const client = useQueryClient();
  const pencil = useRef<HTMLButtonElement>(null);
  const [isNaming, setIsNaming] = useState(false);
  const changed = { onSettled: () => client.invalidateQueries({ queryKey: searchKeys.all }) };
  const watch = useMutation({ mutationFn: () => changeSearch(search.id, { isWatched: !search.isWatched }), ...changed });
  const forget = useMutation({ mutationFn: () => forgetSearch(search.id), ...changed });
  const failed = watch.error ?? forget.error;

  if (isNaming) {
    return (
      <li>
        <Rename
          id={search.id}
          name={name}
          onEnd={() => {
            setIsNaming(false);
            // The pencil is back with the next drawing.
            requestAnimationFrame(() => pencil.current?.focus());
          }}
        />
      </li>
    );
  }
  return (
    <li>
      <div className="flex items-center gap-1">
        <button type="button" className="min-w-0 flex-1 rounded px-1.5 py-1 text-left hover:bg-raised" onClick={open}>
          <span className="block truncate text-sm font-medium">{name}</span>
          <span className="block truncate text-xs text-muted">{search.problem === "too-many" ? "Finds too much to be watched: narrow it" : words}</span>
        </button>
        <button ref={pencil} type="button" aria-label={`Rename the search ${name}`} title="Rename" className={iconButton} onClick={() => setIsNaming(true)}>
          <Pencil size={14} aria-hidden />
        </button>
        <button type="button" aria-pressed={search.isWatched} aria-label={`Notify me of new results of ${name}`} title="Notify me of new results" className={iconButton} onClick={() => watch.mutate()}>
          {search.isWatched ? <Bell size={14} className="text-accent" aria-hidden /> : <BellOff size={14} aria-hidden />}
        </button>
        <button type="button" aria-label={`Remove the search ${name}`} title="Remove" className={iconButton} onClick={() => forget.mutate()}>
          <Trash2 size={14} aria-hidden />
        </button>
      </div>
      {failed ? <Failure what="The search was not changed" error={failed} /> : null}
    </li>
  );
}

/** The field in the place of the name: Enter keeps it, Escape leaves it as it was. It stands inside the search's own form. */
function Rename({ id, name, onEnd }: { id: string; name: string; onEnd: () => void }) {
  const client = useQueryClient();
  const frame = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(name);
  const rename = useMutation({
    mutationFn: () => changeSearch(id, { name: text.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: searchKeys.all });
      onEnd();
    },
  });
  useEffect(() => frame.current?.querySelector("input")?.select(), []);
  const submit = () => {
    if (text.trim() === name) onEnd();
    else if (text.trim() !== "" && !rename.isPending) rename.mutate();
  };
  return (
    <div ref={frame} className="flex flex-col gap-2 rounded border border-line p-2">
      <TextField
        label={`New name of ${name}`}
        value={text}
        maxLength={100}
        autoComplete="off"
        error={rename.error?.message}
        onChange={(event) => {
          rename.reset();
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== "Escape") return;
          // Neither the search is sent, nor the menu closed.
          event.preventDefault();
          if (event.key === "Enter") submit();
          else onEnd();
        }}
      />
      <div className="flex gap-2">
        <Button size="small" look="primary" disabled={text.trim() === "" || rename.isPending} onClick={submit}>
          {rename.isPending ? "Renaming…" : "Rename"}
        </Button>
        <Button size="small" onClick={onEnd}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
