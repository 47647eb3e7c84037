import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { listAnalyses } from "@/lib/launch/analyses/catalogue";

export const GET = route({}, async () => json({ items: listAnalyses() }));
