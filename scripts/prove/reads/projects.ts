import { getProject, listProjects } from "@/lib/catalogue/projects";
import { codes, discovers, holdsWhole, isPi, leads, member, seesProject } from "../oracle";
import { absent, orAbsent, type Read, viewerOf } from "../read";
import type { Person, Project, World } from "../world";

function roleOf(world: World, person: Person, p: Project): string {
  if (leads(world, person, p)) return isPi(world, person, p) ? "pi" : "deputy";
  // A partner that is hidden explains nothing: who holds the project by that one's group is told of holding it, not by what.
  if (member(world, person, p.code) && world.projects.some((q) => codes(world, p.code).includes(q.code) && person.groups.includes(q.group) && seesProject(world, person, q))) return "member";
  return holdsWhole(world, person, p) ? "guest" : "none";
}

function told(world: World, person: Person, p: Project) {
  return { code: p.code, role: roleOf(world, person, p), observationCount: world.observations.filter((o) => codes(world, p.code).includes(o.project ?? "") && discovers(world, person, o)).length };
}

/** All projects that a viewer may know of, and each by its code. */
export const projects: Read = {
  name: "projects",
  anyone: true,
  questions: (world, person) => {
    const seen = world.projects.filter((p) => seesProject(world, person, p));
    return [
      {
        about: "all",
        expected: seen.map((p) => told(world, person, p)),
        got: async () => (await listProjects(viewerOf(person))).items.map(({ code, role, observationCount }) => ({ code, role, observationCount })),
      },
      ...world.projects.map((p) => ({
        about: p.code,
        expected: seen.includes(p) ? p.code : absent,
        got: async () => {
          const answer = await orAbsent(getProject(viewerOf(person), p.code));
          return answer === absent ? absent : answer.code;
        },
      })),
    ];
  },
};
