import { booleanParts, loneParts, without } from "./boolean-parts";
import { type Ask, inOneLine, isOfSums, type Mutant } from "./mutant";

interface Policy {
  readonly table: string;
  readonly policy: string;
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
}

const POLICIES = `SELECT tablename AS "table", policyname AS policy, cmd AS command, qual AS "using", with_check AS "check" FROM pg_policies
WHERE schemaname = 'public' AND 'airshower_web' = ANY (roles) ORDER BY tablename, policyname`;

const partsOf = (expression: string) => [...booleanParts(expression), ...loneParts(expression)];

/** Each policy without each of its terms, and letting everything through: of what is seen, and of what is written. */
export async function policyMutants(ask: Ask): Promise<Mutant[]> {
  return (await ask<Policy>(POLICIES)).flatMap((policy): Mutant[] => {
    const { command, using, check } = policy;
    const about = isOfSums(policy.table) ? "sums" : command === "SELECT" ? "reads" : command === "ALL" ? "both" : "writes";
    return [
      ...weakened(policy, using, "", about, (expression) => expressions(policy, expression, check)),
      ...weakened(policy, check, " check", "writes", (expression) => expressions(policy, using, expression)),
    ];
  });
}

function weakened({ table, policy }: Policy, expression: string | null, which: string, about: Mutant["about"], alter: (expression: string) => string): Mutant[] {
  if (expression === null || expression === "true") return [];
  const mutant = (what: string, text: string): Mutant => ({ name: `${table}.${policy}${which}: ${inOneLine(what)}`, about, apply: alter(text), revert: alter(expression) });
  return [mutant("all -> true", "true"), ...partsOf(expression).map((cut) => mutant(`${cut.part} -> ${cut.neutral}`, without(expression, cut)))];
}

const expressions = ({ table, policy }: Policy, using: string | null, check: string | null) =>
  `ALTER POLICY "${policy}" ON "${table}"${using === null ? "" : ` USING (${using})`}${check === null ? "" : ` WITH CHECK (${check})`}`;

const VIEWS = ["visible_observation", "visible_observation_proposed", "own_tally", "own_spread", "own_summed"];

/** The views that add what may be read, and that choose one's own sums: each term of their rules, its default, and under whose rights they look. */
export async function viewMutants(ask: Ask): Promise<Mutant[]> {
  const views = await Promise.all(VIEWS.map(async (view) => ({ view, rows: await ask<{ definition: string }>("SELECT pg_get_viewdef($1::regclass) AS definition", [view]) })));
  return views.flatMap(({ view, rows }): Mutant[] => {
    const definition = rows[0]!.definition.trim().replace(/;$/, "");
    const about = isOfSums(view) ? "sums" : "reads";
    const make = (text: string) => `CREATE OR REPLACE VIEW ${view} WITH (security_invoker = true) AS ${text}`;
    return [
      {
        name: `${view}: looks under its owner's rights`,
        about,
        apply: `ALTER VIEW ${view} SET (security_invoker = false); ALTER VIEW ${view} OWNER TO airshower_system`,
        revert: `ALTER VIEW ${view} OWNER TO airshower_owner; ALTER VIEW ${view} SET (security_invoker = true)`,
      },
      ...partsOf(definition).map((cut): Mutant => ({ name: `${view}: ${inOneLine(`${cut.part} -> ${cut.neutral}`)}`, about, apply: make(without(definition, cut)), revert: make(definition) })),
    ];
  });
}
