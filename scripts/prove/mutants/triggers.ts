import { type Ask, isOfSums, type Mutant } from "./mutant";

const TRIGGERS = `SELECT c.relname AS "table", t.tgname AS trigger, p.proname AS function FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'embargo' AND NOT t.tgisinternal ORDER BY 1, 2`;

/** What triggers do that decides nothing about who may see what, by their functions. */
const others: Readonly<Record<string, string>> = {
  tell_change: "a word to other processes",
  widen_search_bound: "bounds what a search reads, not what it finds",
  follow_launch: "lists launches to managers",
  refuse_rehearsal: "keeps a change that is only tried from being kept",
  guard_grant: "keeps grants from being rewritten: a rule of writing, tried beside the grants",
};

/** What keeps clocks, holds, joint projects and counts on the rows: each trigger switched off. */
export async function triggerMutants(ask: Ask): Promise<Mutant[]> {
  const triggers = await ask<{ table: string; trigger: string; function: string }>(TRIGGERS);
  return triggers
    .filter((each) => !(each.function in others) && !/^(audit|record|tell|notice|note)_/.test(each.function))
    .map(({ table, trigger }): Mutant => ({ name: `${table}: trigger ${trigger} off`, about: isOfSums(trigger) ? "sums" : "reads", apply: `ALTER TABLE "${table}" DISABLE TRIGGER "${trigger}"`, revert: `ALTER TABLE "${table}" ENABLE TRIGGER "${trigger}"` }));
}
