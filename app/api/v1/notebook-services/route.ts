import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { listServices } from "@/lib/launch/places";

export const GET = route({}, async ({ request }) => json({ items: await listServices(request.signal) }));
