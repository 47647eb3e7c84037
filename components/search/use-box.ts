"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/components/api/problem";
import { projectListOptions } from "@/components/projects/queries";
import type { Mistake } from "@/components/search/grammar/parse";
import { saidByBox } from "@/components/search/grammar/write";
import type { FilterChange } from "@/components/search/params";
import { findPlace, onlyPlace, unknownPlace } from "@/components/search/places";
import { positionFilters } from "@/components/search/position-filters";
import type { TargetAnswer } from "@/lib/catalogue/targets/schemas";

interface Question {
  readonly answer: TargetAnswer;
  readonly change: FilterChange;
}

/** Reads what was written into the box: filters, or mistakes to point at, or a name that has to be asked back. */
export function useBox() {
  const client = useQueryClient();
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
  const [question, setQuestion] = useState<Question | null>(null);
  const [isLooking, setIsLooking] = useState(false);
  const forget = () => {
    if (mistakes.length > 0) setMistakes([]);
    if (question) setQuestion(null);
  };

  /** All filters that the box says, `undefined` where it is silent; null while something is to be mended or answered. */
  const read = async (text: string): Promise<FilterChange | null> => {
    const [{ parseBox }, projects] = await Promise.all([import("@/components/search/grammar/parse"), client.ensureQueryData(projectListOptions()).catch(() => ({ items: [] }))]);
    const { filters, near, mistakes: found } = parseBox(text, projects.items.map(({ code }) => code));
    setMistakes(found);
    setQuestion(null);
    if (found.length > 0) return null;
    const change: FilterChange = Object.fromEntries(saidByBox.map((name) => [name, filters[name]]));
    if (near === null) return change;
    setIsLooking(true);
    try {
      const answer = await findPlace(near.name);
      const place = onlyPlace(answer);
      if (place) return { ...change, ...positionFilters(place) };
      if (answer.items.length > 0) setQuestion({ answer, change });
      else setMistakes([{ from: near.from, to: near.to, message: unknownPlace(answer) }]);
    } catch (error) {
      setMistakes([{ from: near.from, to: near.to, message: `The name could not be looked up: ${asProblem(error).message}` }]);
    } finally {
      setIsLooking(false);
    }
    return null;
  };
  return { mistakes, question, isLooking, read, forget };
}
