import { log } from "@/lib/config/log";

/** Proxies cut connections on which nothing happens; a comment is nothing to a browser. */
const HEARTBEAT_MS = 15_000;

/**
 * Events as `text/event-stream` (WHATWG HTML, server-sent events): `id` is the event's `seq`, so that a browser that
 * comes back says where it was. Ends with the events; when the reader goes, `onEnd` tells their source.
 */
export function eventStream(events: AsyncIterable<{ readonly seq: number }>, onEnd: () => void): Response {
  const text = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = () => {
    isOver = true;
    clearInterval(heartbeat);
    onEnd();
  };
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      heartbeat = setInterval(() => controller.enqueue(text.encode(":\n\n")), HEARTBEAT_MS);
      try {
        // Said at once, so that the browser knows the connection stands; and how soon to come back.
        controller.enqueue(text.encode("retry: 2000\n\n"));
        for await (const event of events) controller.enqueue(text.encode(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`));
        if (!isOver) controller.close();
      } catch (error) {
        if (isOver) return;
        // The stream breaks off and the browser comes back by itself, from where it was.
        log.warn({ err: error }, "event stream broke off");
        controller.error(error);
      } finally {
        end();
      }
    },
    cancel: end,
  });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "private, no-store, no-transform", "x-accel-buffering": "no" } });
}
