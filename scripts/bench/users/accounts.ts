import type { DemoAccount } from "../../iam/accounts";

/** One of two is signed in: whoever keeps a basket is. */
export const SIGNED_IN_OF = 2;

const project = (code: string) => `cta/projects/${code}`;
/** In turn: a member of hidden projects, of two others, and somebody in no group. */
const groupsInTurn: readonly (readonly string[])[] = [[project("hess-crab"), project("sim-crab")], [project("sim-agn")], [project("sim-gps")], []];

/** Accounts of the identity service for the users who are signed in, one each, so that each has a basket of their own. */
export function userAccounts(users: number): DemoAccount[] {
  return Array.from({ length: Math.floor(users / SIGNED_IN_OF) }, (_, i) => {
    const number = String(i + 1).padStart(4, "0");
    return { sub: `5e550000-0000-4000-8000-00000000${number}`, username: `user-${number}`, name: `User ${i + 1}`, role: "User of the benchmark", groups: groupsInTurn[i % groupsInTurn.length]! };
  });
}
