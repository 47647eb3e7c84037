import type { Metadata } from "next";
import { FirstView } from "@/components/api/first-view";
import { orNotFound } from "@/components/api/or-not-found";
import { embargoKeys } from "@/components/embargo/queries";
import { ProjectView } from "@/components/projects/project-view";
import { currentViewer } from "@/lib/auth/viewer";
import { getProjectClocks } from "@/lib/catalogue/project-clocks";
import { datasetsShown } from "@/components/datasets/shown";
import { listDatasets } from "@/lib/catalogue/datasets";
import { getProject } from "@/lib/catalogue/projects";
import type { Project } from "@/lib/catalogue/schemas";
import { listGrants } from "@/lib/embargo/grants/list";
import { listRequests } from "@/lib/embargo/grants/request-list";
import { readTeam } from "@/lib/embargo/grants/team";
import type { Viewer } from "@/lib/embargo/viewer";

export const metadata: Metadata = { title: "Project" };

export default async function ProjectPage({ params }: { params: Promise<{ code: string }> }) {
  const code = decodeURIComponent((await params).code);
  const viewer = await currentViewer();
  const [project, clocks, { items: datasets }] = await orNotFound(Promise.all([getProject(viewer, code), getProjectClocks(viewer, code), listDatasets(viewer, { project: code, limit: datasetsShown + 1 })]));
  return (
    <FirstView answers={firstAnswers(viewer, project)}>
      <ProjectView project={project} clocks={project.role === "none" ? null : clocks} datasets={datasets} nowMs={Date.now()} />
    </FirstView>
  );
}

const firstPage = { limit: 200 };

/** What the panels begin with, of those that the viewer's part in the project has. */
function firstAnswers(viewer: Viewer, { code, role }: Project) {
  if (viewer.kind === "anonymous" || role === "none" || role === "member") return [];
  const grants = { queryKey: embargoKeys.grants(code), queryFn: () => listGrants(viewer, "project", code, firstPage) };
  if (role === "guest") return [grants];
  const asked = { role: "answer", project: code } as const;
  return [
    grants,
    { queryKey: embargoKeys.team(code), queryFn: () => readTeam(viewer, code) },
    { queryKey: embargoKeys.requestsOf(asked), queryFn: () => listRequests(viewer, { ...asked, ...firstPage }) },
  ];
}
