import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { managerKeys } from "@/components/admin/api/queries";
import { ChangeView } from "@/components/admin/changes/change-view";
import { FirstView } from "@/components/api/first-view";
import { orNotFound } from "@/components/api/or-not-found";
import { currentViewer } from "@/lib/auth/viewer";
import { getChange } from "@/lib/embargo/changes/list";

type PageProps = { params: Promise<{ id: string }> };

const change = cache(async (id: string) => getChange(await currentViewer(), id));

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const found = await change((await params).id).catch(() => null);
  return { title: found ? "A change of the embargo" : "Not found" };
}

export default async function ChangePage({ params }: PageProps) {
  const { id } = await params;
  const found = (await orNotFound(change(id))) ?? notFound();
  return (
    <FirstView answers={[{ queryKey: managerKeys.change(id), queryFn: async () => found }]}>
      <ChangeView id={id} />
    </FirstView>
  );
}
