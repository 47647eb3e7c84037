import type { Metadata } from "next";
import { orNotFound } from "@/components/api/or-not-found";
import { ProjectView } from "@/components/projects/project-view";
import { currentViewer } from "@/lib/auth/viewer";
import { getProject } from "@/lib/catalogue/projects";

export const metadata: Metadata = { title: "Project" };

export default async function ProjectPage({ params }: { params: Promise<{ code: string }> }) {
  const code = decodeURIComponent((await params).code);
  const project = await orNotFound(getProject(await currentViewer(), code));
  return <ProjectView project={project} nowMs={Date.now()} />;
}
