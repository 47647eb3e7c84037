import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { listEnvironments } from "@/lib/launch/places";

export const GET = route({}, async () => json(await listEnvironments()));
