import { sendOnToArchive } from "@/lib/basket/archive/send-on";
import { archiveQuerySchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const GET = route({ query: archiveQuerySchema }, ({ query, ...asker }) => sendOnToArchive(asker, query));
