import type { Metadata } from "next";
import { ProjectList } from "@/components/projects/project-list";
import { Empty } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { currentViewer } from "@/lib/auth/viewer";
import { listProjects } from "@/lib/catalogue/projects";

export const metadata: Metadata = { title: "Projects" };

export default async function ProjectsPage() {
  const { items } = await listProjects(await currentViewer());
  return (
    <>
      <PageHeader title="Projects" note="All of which you may see anything." />
      {items.length > 0 ? (
        <ProjectList projects={items} nowMs={Date.now()} />
      ) : (
        <div className="rounded border border-line bg-panel">
          <Empty title="No project is open to you">
            <p>Projects under embargo show only to their members. If you should see one, ask its principal investigator to add your account to its group.</p>
          </Empty>
        </div>
      )}
    </>
  );
}
