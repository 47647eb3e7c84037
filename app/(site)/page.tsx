import { Home } from "@/components/home/home";
import { currentViewer } from "@/lib/auth/viewer";
import { observationFacets } from "@/lib/catalogue/facets";
import { listProjects } from "@/lib/catalogue/projects";

export default async function HomePage() {
  const viewer = await currentViewer();
  const [projects, facets] = await Promise.all([listProjects(viewer), observationFacets(viewer, {})]);
  return <Home projects={projects.items} facets={facets} signedIn={viewer.kind === "user"} />;
}
