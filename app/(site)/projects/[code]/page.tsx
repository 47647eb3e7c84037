import type { Metadata } from "next";
import { orNotFound } from "@/components/api/or-not-found";
import { ProjectView } from "@/components/projects/project-view";
import { currentViewer } from "@/lib/auth/viewer";
import { getProjectClocks } from "@/lib/catalogue/project-clocks";
import { getProject } from "@/lib/catalogue/projects";

export const metadata: Metadata = { title: "Project" };

export default async function ProjectPage({ params }: { params: Promise<{ code: string }> }) {
  const code = decodeURIComponent((await params).code);
  const viewer = await currentViewer();
  const project = await orNotFound(getProject(viewer, code));
  const clocks = project.role === "none" ? null : await getProjectClocks(viewer, code);
  return <ProjectView project={project} clocks={clocks} nowMs={Date.now()} />;
}
