"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { projectListOptions } from "@/components/projects/queries";
import { interpretBox } from "@/components/search/interpret";
import { searchHref, withFilters } from "@/components/search/params";
import { Button } from "@/components/ui/button";

/** The search box of the front door: understands what the one of the search page understands, and goes there. */
export function HomeSearch() {
  const router = useRouter();
  const client = useQueryClient();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("q") ?? "");
    const projects = await client.ensureQueryData(projectListOptions()).catch(() => ({ items: [] }));
    router.push(searchHref(withFilters({}, interpretBox(text, projects.items.map((project) => project.code)))));
  };

  return (
    <form role="search" aria-label="Observations" action="/search" onSubmit={(event) => void submit(event)} className="flex gap-2">
      <input
        type="search"
        name="q"
        aria-label="Search"
        placeholder="Project, target, position or observation id"
        autoComplete="off"
        spellCheck={false}
        className="h-11 min-w-0 flex-1 rounded border border-edge bg-panel px-3 text-base placeholder:text-muted"
      />
      <Button type="submit" look="primary" className="h-11">
        <Search size={16} aria-hidden /> Search
      </Button>
    </form>
  );
}
