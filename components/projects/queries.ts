import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";

export const projectKeys = { all: ["projects"] } as const;

/** Every project of which the viewer sees anything. */
export const projectListOptions = () =>
  queryOptions({
    queryKey: projectKeys.all,
    queryFn: ({ signal }) =>
      askApi("/projects", async () => {
        const { listSchema, projectSchema } = await import("@/lib/catalogue/schemas");
        return listSchema(projectSchema);
      }, { signal }),
  });
