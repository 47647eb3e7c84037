import { booleanParts, without } from "./boolean-parts";
import { type Ask, inOneLine, type Mutant } from "./mutant";

interface Policy {
  readonly table: string;
  readonly policy: string;
  readonly using: string | null;
  readonly check: string | null;
}

const POLICIES = `SELECT tablename AS "table", policyname AS policy, qual AS "using", with_check AS "check" FROM pg_policies
WHERE schemaname = 'public' AND 'airshower_web' = ANY (roles) AND cmd IN ('SELECT', 'ALL') ORDER BY tablename, policyname`;

/** By what a viewer sees rows: each policy without each of its terms, and each that lets everything through. */
export async function policyMutants(ask: Ask): Promise<Mutant[]> {
  return (await ask<Policy>(POLICIES)).flatMap(({ table, policy, using, check }): Mutant[] => {
    if (using === null || using === "true") return [];
    const alter = (expression: string) => `ALTER POLICY "${policy}" ON "${table}" USING (${expression})${check === null ? "" : ` WITH CHECK (${check})`}`;
    const named = (what: string) => `${table}.${policy}: ${inOneLine(what)}`;
    const cuts = booleanParts(using).map((cut) => ({ name: named(`${cut.part} -> ${cut.neutral}`), apply: alter(without(using, cut)), revert: alter(using) }));
    return [{ name: named("all -> true"), apply: alter("true"), revert: alter(using) }, ...cuts];
  });
}

/** The view that adds what may be read: each term of its rules, its default, and under whose rights it looks. */
export async function viewMutants(ask: Ask): Promise<Mutant[]> {
  const [row] = await ask<{ definition: string }>("SELECT pg_get_viewdef('visible_observation'::regclass) AS definition");
  const definition = row!.definition.trim().replace(/;$/, "");
  const make = (text: string) => `CREATE OR REPLACE VIEW visible_observation WITH (security_invoker = true) AS ${text}`;
  const cuts = booleanParts(definition).map((cut) => ({ name: `visible_observation: ${inOneLine(`${cut.part} -> ${cut.neutral}`)}`, apply: make(without(definition, cut)), revert: make(definition) }));
  return [
    {
      name: "visible_observation: looks under its owner's rights",
      apply: "ALTER VIEW visible_observation SET (security_invoker = false); ALTER VIEW visible_observation OWNER TO airshower_system",
      revert: "ALTER VIEW visible_observation OWNER TO airshower_owner; ALTER VIEW visible_observation SET (security_invoker = true)",
    },
    ...cuts,
  ];
}
