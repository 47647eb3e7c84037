/** A mutant that changes no answer, and why. */
export interface Equivalent {
  readonly name: RegExp;
  readonly reason: string;
}

/** Few, and each with its reason: a survivor that is not among these is an error. */
export const equivalents: readonly Equivalent[] = [];

/** Tables that other tests hold to their rules, and which: the oracle knows no such things. */
export const elsewhere: Readonly<Record<string, string>> = {
  audit_entry: "lib/audit: who reads which chain",
  audit_head: "lib/audit: who reads which chain",
  audit_person: "lib/audit: who reads which chain",
  audit_seal: "lib/audit: who reads which chain",
  canary_run: "lib/canary: managers' page",
  embargo_change: "lib/embargo: changes of clocks",
  embargo_change_project: "lib/embargo: changes of clocks",
  launch_revocation: "lib/launch: launches whose right ended",
  observation_proposed: "lib/embargo: what a change would do",
};
