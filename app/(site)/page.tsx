import { Home } from "@/components/home/home";
import { currentViewer } from "@/lib/auth/viewer";
import { listProjects } from "@/lib/catalogue/projects";

export default async function HomePage() {
  const viewer = await currentViewer();
  const projects = await listProjects(viewer);
  return <Home projects={projects.items} signedIn={viewer.kind === "user"} />;
}
