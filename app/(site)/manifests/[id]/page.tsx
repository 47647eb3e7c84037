import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { FirstView } from "@/components/api/first-view";
import { orNotFound } from "@/components/api/or-not-found";
import { manifestKeys } from "@/components/basket/manifest-queries";
import { ManifestView } from "@/components/manifest/manifest-view";
import { currentViewer } from "@/lib/auth/viewer";
import { readSharedManifest } from "@/lib/basket/shared";

/** The same for all: a title must not tell that there is something. */
export const metadata: Metadata = { title: "Data set" };

type PageProps = { params: Promise<{ id: string }> };

export default async function ManifestPage({ params }: PageProps) {
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const manifest = await orNotFound(readSharedManifest(await currentViewer(), id));
  return (
    <FirstView answers={[{ queryKey: manifestKeys.one(id), queryFn: async () => manifest }]}>
      <ManifestView id={id} />
    </FirstView>
  );
}
