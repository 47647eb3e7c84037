import { expect, it } from "vitest";
import { z } from "zod";
import { route } from "./route";

it("a caller who hangs up while sending is not told, nor logged, as a database that is away", async () => {
  const hungUp = new ReadableStream({ pull: (controller) => controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" })) });
  const handler = route({ anyone: true, body: z.object({}) }, async () => new Response("never"));
  const request = new Request("http://127.0.0.1:3000/api/v1/basket/items", { method: "POST", body: hungUp, duplex: "half" } as RequestInit);
  const answer = await handler(request, { params: Promise.resolve({}) });
  expect([answer.status, await answer.json()]).toMatchObject([400, { type: "urn:airshower:problem:bad-request", detail: "body: broke off before its end" }]);
});
