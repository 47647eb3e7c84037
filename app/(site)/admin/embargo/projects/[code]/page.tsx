import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ManagedProjectView } from "@/components/admin/projects/managed-project";
import { orNotFound } from "@/components/api/or-not-found";
import { currentViewer } from "@/lib/auth/viewer";
import { listManagedProjects } from "@/lib/embargo/changes/projects";

type PageProps = { params: Promise<{ code: string }> };

/** Whether the viewer manages anything of this project: a code that one does not manage is one that nobody has. */
async function managedCode(params: PageProps["params"]): Promise<string | null> {
  const code = decodeURIComponent((await params).code);
  const viewer = await currentViewer();
  const { items } = await orNotFound(listManagedProjects(viewer, { q: code, limit: 200 }, null));
  return items.some((project) => project.code === code) ? code : null;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).code) };
}

export default async function ManagedProjectPage({ params }: PageProps) {
  const code = (await managedCode(params)) ?? notFound();
  return <ManagedProjectView code={code} />;
}
