import { z } from "zod";

/** `GET /me`: who the portal takes the caller for. Anonymous callers get `sub: null` and empty lists. */
export const meSchema = z.object({
  sub: z.string().nullable(),
  username: z.string().nullable(),
  name: z.string().nullable(),
  groups: z.array(z.string()),
  projects: z.array(z.object({ code: z.string(), title: z.string(), role: z.enum(["pi", "deputy", "member"]) })),
  manages: z.array(z.string()).describe("Collections whose embargo the caller manages"),
  isAdmin: z.boolean(),
});
export type Me = z.infer<typeof meSchema>;
