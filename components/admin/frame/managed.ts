import type { Metadata } from "next";
import { cache } from "react";
import { me } from "@/lib/auth/me";
import { currentViewer } from "@/lib/auth/viewer";

/** Names of the collections whose embargo the viewer manages, once per request. The API decides again for each call. */
export const managedCollections = cache(async (): Promise<readonly string[]> => (await me(await currentViewer())).manages);

/** A managers' page's title; for anybody else that of an address that no page has. */
export function titleForManagers(title: string): () => Promise<Metadata> {
  return async () => ({ title: (await managedCollections()).length > 0 ? title : "Not found" });
}
