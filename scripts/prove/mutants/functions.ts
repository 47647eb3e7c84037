import type { Ask, Mutant } from "./mutant";

/** Where a function's text is cut: what is there, what takes its place, and what is lost by it. */
type Cut = readonly [find: string, replace: string, lost: string];

/**
 * The conditions in the functions that policies ask. PostgreSQL keeps their bodies as text, so that each cut names its
 * words; one that is not found any more is an error: then the function was changed, and this list has to follow.
 */
const cuts: Readonly<Record<string, readonly Cut[]>> = {
  "embargo.begin_viewer(text,text[])": [
    ["WHERE p.iam_group = ANY (p_groups)", "WHERE lower(p.iam_group) = ANY (SELECT lower(mine.name) FROM unnest(p_groups) AS mine(name))", "capitals of project groups"],
    ["WHERE p.iam_group = ANY (p_groups)", "WHERE rtrim(p.iam_group, ' /') = ANY (SELECT rtrim(mine.name, ' /') FROM unnest(p_groups) AS mine(name))", "blanks and slashes at the end of project groups"],
    ["WHERE p.iam_group = ANY (p_groups)", "WHERE EXISTS (SELECT 1 FROM unnest(p_groups) AS mine(name) WHERE mine.name = p.iam_group OR mine.name LIKE p.iam_group || '/%')", "that a child group is not its parent"],
    ["WHERE p.iam_group = ANY (p_groups)", "WHERE EXISTS (SELECT 1 FROM unnest(p_groups) AS mine(name) WHERE mine.name = p.iam_group OR p.iam_group LIKE mine.name || '/%')", "that a parent group is not its child"],
    ["WHERE p.iam_group = ANY (p_groups)", "WHERE true", "membership of projects"],
    ["WHERE c.iam_group = ANY (p_groups)", "WHERE true", "membership of collections"],
    ["WHERE c.iam_group = ANY (p_groups)", "WHERE lower(c.iam_group) = ANY (SELECT lower(mine.name) FROM unnest(p_groups) AS mine(name))", "capitals of collection groups"],
    ["WHERE m.iam_group = ANY (p_groups)", "WHERE true", "the office of managers"],
    ["p.id = ANY (v_member) AND", "", "that a PI who left is none"],
    ["p.pi_username = (SELECT u.username", "p.pi_username <> (SELECT u.username", "who is PI"],
    ["AND x.sub = p_sub)", ")", "who is deputy"],
    ["v_member := embargo.with_partners(v_member);", "", "membership through a partner"],
    ["v_led := embargo.with_partners(v_led);", "", "leading a partner"],
    ["a.rights = 'read' AND a.roles IS NULL AS reads", "a.roles IS NULL AS reads", "that DISCOVER is not READ"],
    ["a.rights = 'read' AND a.roles IS NULL AS reads", "a.rights = 'read' AS reads", "that READ of some roles is not of all"],
    ["SELECT a.project_id UNION ALL SELECT t.partner_id FROM public.joint_project t WHERE t.project_id = a.project_id", "SELECT a.project_id", "grants through a partner"],
    ["a.revoked_at IS NULL AND", "", "revocation"],
    ["a.valid_from <= now() AND", "", "the beginning of grants"],
    ["a.valid_from <= now()", "a.valid_from < now()", "the moment in which a grant begins"],
    ["(a.valid_until IS NULL OR a.valid_until > now())", "true", "the end of grants"],
    ["a.valid_until > now()", "a.valid_until >= now()", "the moment in which a grant ends"],
    ["a.grantee_kind = 'person' AND", "", "that a group is no person"],
    ["a.grantee_kind = 'group' AND", "", "that a person is no group"],
    ["a.grantee = p_sub", "true", "to whom a person's grant is"],
    ["a.grantee = ANY (p_groups)", "true", "to which group a grant is"],
    ["WHERE x.sub = p_sub AND x.lifted_at IS NULL", "WHERE false", "denials"],
    ["x.sub = p_sub AND", "", "who is denied"],
    [" AND x.lifted_at IS NULL", "", "that denials are lifted"],
    ["d.projects := embargo.with_partners(d.projects);", "d.projects := d.projects;", "denials through a partner"],
  ],
  "embargo.is_denied(integer,integer,bigint)": [
    ["coalesce(p_collection = ANY (nullif(current_setting('app.denied_collections', true), '')::int[]), false)", "false", "denials on collections"],
    ["coalesce(p_project = ANY (nullif(current_setting('app.denied_projects', true), '')::int[]), false)", "false", "denials on projects"],
    ["coalesce(p_observation = ANY (nullif(current_setting('app.denied', true), '')::bigint[]), false)", "false", "denials on chosen observations"],
  ],
  "embargo.is_held_and_managed(smallint,integer)": [
    ["coalesce(p_collection = ANY (nullif(current_setting('app.managed', true), '')::int[]), false)", "true", "that managers alone see what is held"],
  ],
  "embargo.sees_collection(integer)": [
    ["IF embargo.is_denied(p_collection, NULL, NULL) THEN RETURN false; END IF;", "", "denials on the collection"],
    ["AND o.meta_release_at <= now()", "", "the clock of its observations"],
    ["JOIN public.observation o ON o.id = own.observation_id WHERE o.collection_id = p_collection", "JOIN public.observation o ON o.id = own.observation_id", "in which collection a granted observation is"],
    ["WHERE o.project_id = own.project_id AND o.collection_id = p_collection", "WHERE o.project_id = own.project_id", "in which collection a project's observation is"],
  ],
  "embargo.sees_project(integer,boolean)": [
    ["IF embargo.is_denied(NULL, p_project, NULL) THEN RETURN false; END IF;", "", "denials on the project"],
    ["WHERE o.project_id = p_project AND o.meta_release_at <= now()", "WHERE o.meta_release_at <= now()", "whose observation is public"],
    ["JOIN public.observation o ON o.id = own.observation_id WHERE o.project_id = p_project", "JOIN public.observation o ON o.id = own.observation_id", "whose observation is granted"],
    ["WHERE o.project_id = p_project AND o.collection_id = own.collection_id", "WHERE o.collection_id = own.collection_id", "whose observation a manager sees"],
    ["p_is_joint AND EXISTS", "EXISTS (SELECT 1) AND NOT EXISTS", "what a partner has"],
  ],
  "embargo.with_partners(integer[])": [["j.project_id = ANY (p_projects)", "false", "partners"]],
  "embargo.set_observation_clocks()": [
    ["NEW.hold := p.hold;", "", "holds on projects"],
    ["AND h.lifted_at IS NULL WHERE s.observation_id", "WHERE s.observation_id", "that holds are lifted"],
    ["coalesce(NEW.meta_release_override, v_meta)", "v_meta", "overrides of DISCOVER"],
    ["coalesce(NEW.data_release_override, v_data)", "v_data", "overrides of READ"],
    ["CASE WHEN NEW.hold < 2 THEN v_meta END", "v_meta", "that a hold stops the clock of DISCOVER"],
    ["greatest(v_meta, v_data)", "v_data", "that bytes never open first"],
    ["NEW.hold = 0 AND v_meta", "v_meta", "that a hold stops the clock of READ"],
    ["IF p.is_joint THEN", "IF false THEN", "the later clock of partners"],
    ["CASE WHEN count(*) = count(c.meta) THEN max(c.meta) END", "max(c.meta)", "that no date is the latest, of DISCOVER"],
    ["CASE WHEN count(*) = count(c.data) THEN max(c.data) END", "max(c.data)", "that no date is the latest, of READ"],
    ["CASE WHEN count(*) = count(c.meta) THEN max(c.meta) END", "min(c.meta)", "that the later clock counts"],
  ],
  "embargo.clock(text,timestamp with time zone,integer,timestamp with time zone,timestamp with time zone,timestamp with time zone)": [
    ["((p_delivered AT TIME ZONE", "((p_observed AT TIME ZONE", "that delivery starts a clock"],
    ["GREATEST(p_last, p_observed)", "p_observed", "that the last observation starts a clock"],
    ["((p_observed AT TIME ZONE 'UTC'::text) + make_interval(months => p_months)) AT TIME ZONE 'UTC'::text", "p_observed + make_interval(months => p_months)", "that months are counted in UTC"],
  ],
  "embargo.set_product_clocks()": [
    ["c.shared_irfs_public AND NEW.sharing = 'shared-irf'", "NEW.sharing = 'shared-irf'", "that shared IRFs are public only where the collection says so"],
    ["o.hold INTO NEW.project_id", "0 INTO NEW.project_id", "holds on a product's observation"],
  ],
  "embargo.hold_to_clocks()": [
    ["n.sharing = 'single' AND", "false AND", "what a new product of one observation may not say"],
    ["n.sharing NOT IN ('single', 'combined') AND", "false AND", "what new shared IRFs may not say"],
  ],
  "embargo.project_hold(integer)": [
    [" AND h.lifted_at IS NULL", "", "that a project's hold is lifted"],
    ["ANY (embargo.with_partners(ARRAY[p_project]))", "p_project", "holds through a partner"],
  ],
  "embargo.open_sums_count()": [["(NULLIF(current_setting('app.denied_any'::text, true), ''::text) IS NULL)", "true", "that open sums say nothing to whom anything is denied"]],
  "embargo.summed_until()": [
    ["IF coalesce(nullif(current_setting('app.seen_collections', true), ''), '{}') <> '{}'", "IF false", "that whole collections are told by sums of whole months"],
    ["RETURN v_rest", "RETURN v_end", "that the last days are counted one by one"],
  ],
  "embargo.manages_project(integer)": [["bool_and", "bool_or", "that a manager manages all collections of a project"]],
  "embargo.governs_selection(uuid,boolean)": [["bool_and", "bool_or", "that one governs all chosen observations"], ["(p_as_pi AND", "(", "that PIs are no managers"]],
  "embargo.is_linked(uuid)": [["AND l.ended_at IS NULL", "", "that links end"], ["l.manifest_id = p_manifest AND", "", "which manifest is linked"]],
  "embargo.staging_viewer(text,integer)": [["t.hash = p_token_hash", "true", "which token it is"]],
};

/** Each function with each of its cuts. @throws Error naming a cut whose words are not there. */
export async function functionMutants(ask: Ask): Promise<Mutant[]> {
  const mutants: Mutant[] = [];
  for (const [name, list] of Object.entries(cuts)) {
    const [row] = await ask<{ text: string }>("SELECT pg_get_functiondef($1::regprocedure) AS text", [name]);
    const { text } = row!;
    for (const [find, replace, lost] of list) {
      if (!text.includes(find)) throw new Error(`${name} has no '${find}' any more: say in ${import.meta.filename} how it is cut now`);
      mutants.push({ name: `${name.slice(0, name.indexOf("("))}: without ${lost}`, about: "reads", onTheDot: lost.startsWith("the moment"), apply: text.replace(find, () => replace), revert: text });
    }
  }
  return mutants;
}
