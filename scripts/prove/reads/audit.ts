import { listAudit } from "@/lib/audit/read";
import { auditQuerySchema } from "@/lib/audit/schemas";
import { sealPending } from "@/lib/audit/seal";
import { withViewerSql } from "@/lib/embargo/transaction";
import { codes, leads, manages, managesProject, seesCollection, seesProject } from "../oracle";
import { absent, orAbsent, type Read, sorted, viewerOf } from "../read";
import type { Collection, Person, Project, World } from "../world";

const denials = (w: World, v: Person) => w.denials.filter((d) => !d.lifted && d.sub === v.sub);
const deniedProject = (w: World, v: Person, p: Project) => denials(w, v).some((d) => codes(w, p.code).includes(d.project ?? ""));

/** A project's audit is for who leads or manages it; what managers decide of persons, for managers alone. */
const auditsProject = (w: World, v: Person, p: Project) => !deniedProject(w, v, p) && (leads(w, v, p) || managesProject(w, v, p));
const auditsAsManager = (w: World, v: Person, p: Project) => !deniedProject(w, v, p) && managesProject(w, v, p);
const auditsCollection = (w: World, v: Person, c: Collection) => manages(v, c) && !denials(w, v).some((d) => d.collection === c.name);

/** Chains that have entries, since projects were made, managers named and persons denied, with who reads them. */
function chainsOf(w: World, v: Person): { chain: string; isRead: boolean }[] {
  return [
    ...w.projects.map((p, i) => ({ chain: `project:${i + 1}`, isRead: auditsProject(w, v, p) })),
    ...w.projects.flatMap((p, i) => (w.denials.some((d) => codes(w, p.code).includes(d.project ?? "")) ? [{ chain: `project:${i + 1}:managers`, isRead: auditsAsManager(w, v, p) }] : [])),
    ...w.collections.flatMap((c, i) => (c.managers.length > 0 ? [{ chain: `collection:${i + 1}`, isRead: auditsCollection(w, v, c) }] : [])),
  ];
}

/** Who reads which audit: entries, seals, and the names in them; by bare SQL, and through lib. */
export const audit: Read = {
  name: "audit",
  anyone: true,
  questions: (world, person) => {
    const chains = chainsOf(world, person);
    const read = sorted(chains.filter(({ isRead }) => isRead).map(({ chain }) => chain));
    const anything = world.projects.some((p) => auditsProject(world, person, p)) || world.collections.some((c) => auditsCollection(world, person, c));
    const listed = async (of: Parameters<typeof listAudit>[1]) => ((await orAbsent(listAudit(viewerOf(person), of, auditQuerySchema.parse({ limit: 1 })))) === absent ? absent : "read");
    return [
      {
        about: "chains",
        expected: { audit_entry: read, audit_seal: read, audit_head: read, names: anything },
        got: async () => {
          await sealPending();
          return withViewerSql(viewerOf(person), async (sql) => {
            const of = async (table: string) => (await sql.rows<{ chain: string }>(`SELECT DISTINCT chain FROM ${table} WHERE chain = ANY ($1) ORDER BY chain`, [chains.map(({ chain }) => chain)])).map(({ chain }) => chain).sort();
            const [people] = await sql.rows<{ some: boolean }>("SELECT count(username) > 0 AS some FROM audit_person");
            return { audit_entry: await of("audit_entry"), audit_seal: await of("audit_seal"), audit_head: await of("audit_head"), names: people!.some };
          });
        },
      },
      ...world.projects.map((p) => ({ about: p.code, expected: seesProject(world, person, p) && auditsProject(world, person, p) ? "read" : absent, got: () => listed({ project: p.code }) })),
      ...world.collections.map((c) => ({ about: c.name, expected: seesCollection(world, person, c) && auditsCollection(world, person, c) ? "read" : absent, got: () => listed({ collection: c.name }) })),
    ];
  },
};
