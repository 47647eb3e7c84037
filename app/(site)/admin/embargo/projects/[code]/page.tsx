import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ManagedProjectView } from "@/components/admin/projects/managed-project";
import { currentViewer } from "@/lib/auth/viewer";
import { listManagedProjects } from "@/lib/embargo/changes/projects";
import { NotFound } from "@/lib/errors/requests";

type PageProps = { params: Promise<{ code: string }> };

/** Whether the viewer manages anything of this project: a code that one does not manage is one that nobody has. */
const isManaged = cache(async (code: string): Promise<boolean> => {
  const list = listManagedProjects(await currentViewer(), { q: code, limit: 200 }, null);
  const { items } = await list.catch(nothingManaged);
  return items.some((project) => project.code === code);
});

function nothingManaged(error: unknown): { items: readonly { code: string }[] } {
  if (error instanceof NotFound) return { items: [] };
  throw error;
}

const codeOf = async (params: PageProps["params"]) => decodeURIComponent((await params).code);

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const code = await codeOf(params);
  return { title: (await isManaged(code)) ? code : "Not found" };
}

export default async function ManagedProjectPage({ params }: PageProps) {
  const code = await codeOf(params);
  if (!(await isManaged(code))) notFound();
  return <ManagedProjectView code={code} />;
}
