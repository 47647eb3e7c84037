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

/** `GET /device-login`: the identity service's device flow (RFC 8628), for scripts; null where the portal has no client for it. */
export const deviceLoginSchema = z.object({
  device: z
    .object({
      issuer: z.string().describe("its endpoints stand in the discovery document"),
      clientId: z.string().describe("a public client"),
      scope: z.string(),
      audience: z.string().describe("that access tokens must carry; sent as `resource` (RFC 8707) and as `audience`"),
    })
    .nullable(),
  tokensPage: z.string().describe("where API tokens are made"),
});
export type DeviceLogin = z.infer<typeof deviceLoginSchema>;
