import { json } from "@/lib/http/json";
import { openApiDocument } from "@/lib/http/openapi";
import { route } from "@/lib/http/route";

export const GET = route({ anyone: true }, async () => json(openApiDocument()));
