import { sendOnToArchive } from "@/lib/basket/archive/send-on";
import { archiveQuerySchema, basketParamsSchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const GET = route({ params: basketParamsSchema, query: archiveQuerySchema }, ({ params, query, ...asker }) => sendOnToArchive(asker, query, { basketId: params.id }));
