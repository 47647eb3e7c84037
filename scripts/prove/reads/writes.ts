import { withViewerSql } from "@/lib/embargo/transaction";
import { type Read, viewerOf } from "../read";
import { type Attempts, tried } from "./writes/attempt";
import { choosing } from "./writes/chosen";
import { changingGrants, giving } from "./writes/grants";
import { denying, deputing, holding, loading } from "./writes/offices";
import { keeping, linking, stopping, telling, tokening } from "./writes/own";
import { answering, asking, granting } from "./writes/requests";

const kinds: Readonly<Record<string, Attempts>> = { giving, changingGrants, holding, denying, deputing, loading, choosing, asking, answering, granting, keeping, linking, telling, stopping, tokening };

/** What each viewer may write, tried by bare SQL: what is left when every check of lib is forgotten. */
export const writes: Read = {
  name: "writes",
  anyone: true,
  questions: (world, person) =>
    Object.entries(kinds).map(([kind, attempts]) => {
      const all = attempts(world, person);
      return {
        about: kind,
        expected: Object.fromEntries(all.map(({ about, expected }) => [about, expected])),
        got: () =>
          withViewerSql(viewerOf(person), async (sql) => {
            const found: [string, unknown][] = [];
            for (const attempt of all) found.push([attempt.about, await tried(sql, attempt)]);
            return Object.fromEntries(found);
          }),
      };
    }),
};
