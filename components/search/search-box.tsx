"use client";

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { Mistake } from "@/components/search/grammar/parse";
import type { Suggestion } from "@/components/search/grammar/suggest";
import { useSuggestions } from "@/components/search/use-suggestions";

interface SearchBoxProps {
  readonly defaultText: string;
  readonly mistakes: readonly Mistake[];
  readonly onEdit: () => void;
  readonly large?: boolean;
}

const face = "px-3 text-base leading-normal";

/**
 * The box in which a search is written. It proposes keys and values while one types (arrows and Enter or Tab take one,
 * Escape closes), and underlines what could not be understood; the first such place is selected.
 */
export function SearchBox({ defaultText, mistakes, onEdit, large = false }: SearchBoxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(defaultText);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const { suggest, items } = useSuggestions(text, caret);
  const isOpen = caret !== null && items.length > 0;
  const chosen = isOpen ? items[active] : undefined;

  // What was typed before this ran stands in the page alone, and would be lost with the first change.
  useLayoutEffect(() => setText(input.current!.value), []);
  useLayoutEffect(() => {
    const first = mistakes[0];
    if (!first || !input.current) return;
    input.current.focus();
    input.current.setSelectionRange(first.from, first.to);
  }, [mistakes]);

  const close = () => {
    setCaret(null);
    setActive(-1);
  };
  const take = (suggestion: Suggestion) => {
    const next = suggest!.taken(text, suggestion);
    setText(next.text);
    onEdit();
    setActive(-1);
    setCaret(suggestion.insert.endsWith(":") ? next.caret : null);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return setCaret(event.currentTarget.selectionStart ?? text.length);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => (now + step + items.length + (now === -1 && step === -1 ? 1 : 0)) % items.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") close();
  };

  return (
    <div className="relative min-w-0 flex-1">
      <input
        ref={input}
        type="text"
        name="q"
        role="combobox"
        aria-label="Search"
        aria-keyshortcuts="/"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? `${id}-${active}` : undefined}
        aria-invalid={mistakes.length > 0 || undefined}
        aria-describedby={mistakes.length > 0 ? `${id}-mistakes` : undefined}
        value={text}
        placeholder="Project, target, position or observation id; or zenith:<40 …"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className={`${large ? "h-11" : "h-10"} w-full rounded border border-edge bg-panel placeholder:text-muted aria-invalid:border-failed ${face}`}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setActive(-1);
          onEdit();
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
        onScroll={(event) => mirror.current && (mirror.current.scrollLeft = event.currentTarget.scrollLeft)}
      />
      {mistakes.length > 0 ? (
        <div ref={mirror} aria-hidden className={`pointer-events-none absolute inset-x-px top-0 flex ${large ? "h-11" : "h-10"} items-center overflow-hidden whitespace-pre text-transparent ${face}`}>
          <span>{underlined(text, mistakes)}</span>
        </div>
      ) : null}
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Suggestions"
        hidden={!isOpen}
        className="absolute z-30 mt-1 max-h-80 w-full overflow-y-auto rounded border border-edge bg-panel py-1 text-sm"
        // The box keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        {isOpen
          ? items.map((item, i) => (
              <li
                key={item.insert}
                id={`${id}-${i}`}
                role="option"
                aria-selected={i === active}
                className={`flex cursor-pointer items-baseline gap-3 px-3 py-1.5 ${i === active ? "bg-accent-soft text-accent-strong" : "hover:bg-raised"}`}
                ref={i === active ? scrolledTo : undefined}
                onClick={() => take(item)}
              >
                <span className="shrink-0 font-medium">{item.text}</span>
                <span className="min-w-0 truncate text-xs text-muted">{item.note}</span>
              </li>
            ))
          : null}
      </ul>
      <div id={`${id}-mistakes`} role="alert">
        {mistakes.map((mistake) => (
          <p key={mistake.from} className="mt-1.5 text-sm text-failed">
            <span className="font-mono">{text.slice(mistake.from, mistake.to)}</span> — {mistake.message}
          </p>
        ))}
      </div>
    </div>
  );
}

function scrolledTo(element: HTMLElement | null) {
  element?.scrollIntoView({ block: "nearest" });
}

function underlined(text: string, mistakes: readonly Mistake[]): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of [...mistakes].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from} className="bg-transparent text-transparent underline decoration-failed decoration-wavy decoration-2 underline-offset-4">{text.slice(from, to)}</mark>);
    at = to;
  }
  return [...parts, text.slice(at)];
}
