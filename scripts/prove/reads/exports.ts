import { exportObservations } from "@/lib/catalogue/export/export";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { discovers } from "../oracle";
import { type Read, sorted, viewerOf } from "../read";

/** A search as a file: every id in it, wherever it stands. */
export const exports: Read = {
  name: "exports",
  anyone: true,
  questions: (world, person) =>
    (["csv", "votable"] as const).map((format) => ({
      about: format,
      expected: sorted(world.observations.filter((o) => discovers(world, person, o)).map(({ id }) => id)),
      got: async () => {
        const { body } = await exportObservations(viewerOf(person), observationQuerySchema.parse({}), format);
        return sorted(new Set([...(await new Response(body).text()).matchAll(/\bc\d+:\d+\b/g)].map(([id]) => id)));
      },
    })),
};
