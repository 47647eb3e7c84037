import { requireSignedIn } from "@/lib/auth/viewer";
import { changed } from "@/lib/basket/answer";
import { addNews, readNews } from "@/lib/basket/news";
import { revisionTag } from "@/lib/basket/revision";
import { basketParamsSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: basketParamsSchema }, async ({ viewer, params }) => {
  const news = await readNews(requireSignedIn(viewer), params.id);
  return json(news, { headers: { etag: revisionTag(news.revision) } });
});

export const POST = route({ params: basketParamsSchema }, async ({ viewer, params, request }) =>
  changed(await addNews(requireSignedIn(viewer), params.id, request.headers.get("if-match"))),
);
