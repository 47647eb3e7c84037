import type { Me } from "@/lib/auth/schemas";
import { setting } from "@/lib/config/environment";
import { withViewer } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";

/** `GET /me`: who the portal takes the viewer for, with the projects in which they have a part. */
export async function me(viewer: Viewer): Promise<Me> {
  if (viewer.kind === "anonymous") return { sub: null, username: null, name: null, groups: [], projects: [], isAdmin: false };
  const { sub, username, name, groups } = viewer;
  const projects = await withViewer(viewer, (tx) =>
    tx.project.findMany({
      where: { OR: [{ piUsername: username }, { iamGroup: { in: [...groups] } }] },
      select: { code: true, title: true, piUsername: true },
      orderBy: { code: "asc" },
    }),
  );
  return {
    sub,
    username,
    name,
    groups: [...groups],
    projects: projects.map(({ code, title, piUsername }) => ({ code, title, role: piUsername === username ? "pi" : "member" })),
    // A display flag: what an administrator may is decided in the database, like everything else.
    isAdmin: setting("ADMIN_GROUPS").some((group) => groups.includes(group)),
  };
}
