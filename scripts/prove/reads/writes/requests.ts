import { askedBy } from "../../belongings";
import { uuidOf } from "../../keys";
import { governs, mayGive } from "../../offices";
import { leads, managesProject } from "../../oracle";
import { askedFor } from "../../selections";
import type { World } from "../../world";
import { type Attempt, type Attempts, nameOf, type Outcome, somebody, taken } from "./attempt";

const ASK = "INSERT INTO request (kind, project_id, selection_id, asked_by, reason, wanted_at, state) VALUES ($1, $2, $3, $4, 'proof', now(), $5)";
const projectKey = (w: World, code: string | null) => (code === null ? null : w.projects.findIndex((p) => p.code === code) + 1);

/** Requests: access on what one chose for it, in one's own name; longer or shorter clocks by who leads the project. */
export const asking: Attempts = (world, person) => {
  const me = nameOf(person);
  const ask = (about: string, values: readonly unknown[], may: boolean): Attempt => ({ about, text: ASK, values, expected: taken(person.sub !== null && may) });
  const access = world.people.flatMap(({ sub }, i) => {
    const observation = askedBy(world, i);
    if (sub === null || !observation) return [];
    const [asked, saved, project] = [uuidOf("asked selection", i), uuidOf("own selection", i), projectKey(world, observation.project)];
    const other = world.projects.length > 0 ? (project === 1 && world.projects.length > 1 ? 2 : project === 1 ? null : 1) : null;
    return [
      ask(`access to what ${sub} chose`, ["access", project, asked, me, "open"], sub === person.sub),
      ask(`access to what ${sub} chose, granted`, ["access", project, asked, me, "granted"], false),
      ask(`access to what ${sub} chose, in another's name`, ["access", project, asked, "s0", "open"], false),
      ask(`access to what ${sub} saved`, ["access", project, saved, me, "open"], false),
      ...(other === project ? [] : [ask(`access to what ${sub} chose, of another project`, ["access", other, asked, me, "open"], false)]),
    ];
  });
  return [...access, ...world.projects.map((p, i) => ask(`extension of ${p.code}`, ["extension", i + 1, null, me, "open"], leads(world, person, p)))];
};

/** Answers: one's own is withdrawn, others' answered by who decides on it, in their own name; a grant has to be there. */
export const answering: Attempts = (world, person) => {
  const me = nameOf(person);
  const update = (about: string, id: string, state: string, by: string | null, expected: Outcome): Attempt => ({ about, text: "UPDATE request SET state = $2, answered_by = $3 WHERE id = $1", values: [id, state, by], expected });
  const withdrawal = (id: string) => ({ text: "UPDATE request SET state = 'withdrawn' WHERE id = $1", values: [id] });
  const on = (name: string, id: string, isMine: boolean, decides: boolean, isAccess: boolean): Attempt[] => {
    const reached = (may: boolean): Outcome => (isMine || decides ? (may ? 1 : "refused") : 0);
    return [
      update(`withdraw ${name}`, id, "withdrawn", null, reached(isMine)),
      update(`refuse ${name}`, id, "refused", me, reached(!isMine)),
      update(`refuse ${name} in another's name`, id, "refused", "s0", reached(false)),
      update(`grant ${name} without a grant`, id, "granted", me, reached(!isMine && !isAccess)),
      update(`reopen ${name}`, id, "open", me, reached(false)),
      // What was answered stays so.
      ...(isMine ? [{ ...update(`withdraw ${name} again`, id, "withdrawn", null, 0), first: withdrawal(id) }] : []),
    ];
  };
  const access = world.people.map(({ sub }, i) => ({ sub, id: uuidOf("request", i), isMine: sub === person.sub, decides: governs(world, person, askedFor(world, i)) })).filter(({ sub }) => sub !== null && world.observations.length > 0);
  const others = [...access.filter(({ isMine, decides }) => decides && !isMine), ...world.projects.filter((p) => managesProject(world, person, p))];
  return [
    ...access.flatMap(({ sub, id, isMine, decides }) => on(`what ${sub} asks`, id, isMine, decides, true)),
    ...world.projects.flatMap((p, i) => on(`what is asked of ${p.code}`, uuidOf("project request", i), false, managesProject(world, person, p), false)),
    // Without a condition no policy of reading helps.
    { about: "withdraw all", text: "UPDATE request SET state = 'withdrawn'", values: [], expected: others.length > 0 ? "refused" : access.filter(({ isMine }) => isMine).length },
  ];
};

const GRANT = "INSERT INTO access_grant (id, grantee_kind, grantee, selection_id, rights, reason, given_by) VALUES ($1, $2, $3, $4, 'read', 'proof', $5)";

/** A request for access is granted by a grant: to who asked, on what was asked for, by who answers. */
export const granting: Attempts = (world, person) =>
  world.people.flatMap(({ sub }, i): Attempt[] => {
    if (sub === null || sub === person.sub || world.observations.length === 0 || !governs(world, person, askedFor(world, i))) return [];
    const [asked, saved, made] = [uuidOf("asked selection", i), uuidOf("own selection", i), uuidOf("grant", 99)];
    const answer = (about: string, grant: string, expected: Outcome, first?: Attempt["first"]): Attempt => ({
      about: `grant what ${sub} asks by ${about}`, text: "UPDATE request SET state = 'granted', answered_by = $2, grant_id = $3 WHERE id = $1", values: [uuidOf("request", i), nameOf(person), grant], expected, ...(first && { first }),
    });
    const give = (kind: string, grantee: string, selection: string) => ({ text: GRANT, values: [made, kind, grantee, selection, person.sub] });
    return [
      answer("a grant to them", made, 1, give("person", sub, asked)),
      answer("a grant to somebody else", made, "refused", give("person", somebody, asked)),
      answer("a grant on something else", made, "refused", give("person", sub, saved)),
      ...(mayGive(world, person, askedFor(world, i), { group: sub }) ? [answer("a grant to a group of that name", made, "refused", give("group", sub, asked))] : []),
      answer("a grant that another gave", uuidOf("old grant", i), "refused"),
      answer("another grant than that to them", uuidOf("old grant", i), "refused", give("person", sub, asked)),
    ];
  });
