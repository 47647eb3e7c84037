"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { askApi } from "@/components/api/fetch";
import type * as suggestModule from "@/components/search/grammar/suggest";
import type { CatalogueQuestion, Suggestion } from "@/components/search/grammar/suggest";

type Suggest = typeof suggestModule;

/** While somebody types, the catalogue is asked this long after the last letter. */
const PAUSE_MS = 150;
const KEPT_MS = 60_000;

const completionSchema = async () => (await import("@/lib/catalogue/completion-schemas")).completionSchema;

/** What to propose for the word under the caret; `caret` null: nothing. Loaded when it is first wanted. */
export function useSuggestions(text: string, caret: number | null): { suggest: Suggest | null; items: readonly Suggestion[] } {
  const [suggest, setSuggest] = useState<Suggest | null>(null);
  const isWanted = caret !== null;
  useEffect(() => {
    if (isWanted && !suggest) void import("@/components/search/grammar/suggest").then((module) => setSuggest(module));
  }, [isWanted, suggest]);

  const situation = suggest && caret !== null ? suggest.situationAt(text, caret) : null;
  const question = useSettled(situation?.question ?? null);
  const answer = useQuery({
    queryKey: ["completion", question?.key, question?.text],
    queryFn: ({ signal }) => askApi(`/completion?${new URLSearchParams({ ...(question!.key && { key: question!.key }), text: question!.text })}`, completionSchema, { signal }),
    enabled: question !== null,
    staleTime: KEPT_MS,
    retry: false,
  });
  if (!suggest || !situation) return { suggest, items: [] };
  const known = question && situation.question && question.key === situation.question.key && question.text === situation.question.text ? (answer.data?.items ?? []) : [];
  return { suggest, items: [...known.map((item) => suggest.suggestionOf(situation, item)), ...situation.own] };
}

/** The question once it has stood still for a moment. */
function useSettled(question: CatalogueQuestion | null): CatalogueQuestion | null {
  const [settled, setSettled] = useState<CatalogueQuestion | null>(null);
  const written = question && JSON.stringify([question.key, question.text]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const [key, text] = written ? (JSON.parse(written) as [string | null, string]) : [null, null];
      setSettled(text === null ? null : { key, text });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [written]);
  return settled;
}
