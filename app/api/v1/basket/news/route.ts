import { requireSignedIn } from "@/lib/auth/viewer";
import { changed } from "@/lib/basket/answer";
import { addNews, readNews } from "@/lib/basket/news";
import { revisionTag } from "@/lib/basket/revision";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => {
  const news = await readNews(requireSignedIn(viewer), null);
  return json(news, { headers: { etag: revisionTag(news.revision) } });
});

export const POST = route({}, async ({ viewer, request }) => changed(await addNews(requireSignedIn(viewer), null, request.headers.get("if-match"))));
