"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { readParams, type SearchParams, searchHref } from "@/components/search/params";

/** The search in the page's address. Changing it asks the API and leaves the server's page alone. */
export function useSearch(): { params: SearchParams; go: (next: SearchParams) => void; look: (next: SearchParams) => void } {
  const address = useSearchParams();
  const params = useMemo(() => readParams(new URLSearchParams(address.toString())), [address]);
  return { params, go, look };
}

/** Back and forward work as for links, since each search is an entry of the browser's history. */
function go(next: SearchParams) {
  window.history.pushState(null, "", searchHref(next));
}

/** How the same results are looked at is no step of its own to go back to. */
function look(next: SearchParams) {
  window.history.replaceState(null, "", searchHref(next));
}
