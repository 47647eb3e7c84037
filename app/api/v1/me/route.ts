import { me } from "@/lib/auth/me";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => json(await me(viewer)));
