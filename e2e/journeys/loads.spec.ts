import { expect, test } from "@playwright/test";
import { tokenOf } from "../support/demo";
import { PythonClient, pythonMissing } from "../support/python-client";
import { signIn } from "../support/user";

const loads = "/api/v1/collections/sim-crab/loads";

test("a manager's script has a store loaded again, with a token for nothing else", async ({ page, request }) => {
  await signIn(page, "manager", "/settings/tokens");
  await expect(async () => {
    await page.getByRole("button", { name: "Make a token" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2000 });
  }).toPass();
  const dialog = page.getByRole("dialog", { name: "Make an API token" });
  await dialog.getByLabel("Name").fill("after each night");
  for (const scope of ["Search", "Read", "Stage"]) await dialog.getByRole("checkbox", { name: new RegExp(`^${scope} `) }).uncheck();
  await dialog.getByRole("checkbox", { name: /^Load / }).check();
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const token = await page.getByRole("textbox", { name: "The token’s secret" }).inputValue();
  const headers = { authorization: `Bearer ${token}` };

  const asked = await request.post(loads, { headers });
  expect(asked.status(), await asked.text()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  await expect(async () => {
    const { items } = (await (await request.get(loads, { headers })).json()) as { items: { id: string; state: string }[] };
    expect(items.find((load) => load.id === id)).toMatchObject({ state: "done", askedBy: "manager", report: { observations: { added: 0 }, products: { added: 0 } } });
  }).toPass({ timeout: 60_000 });
  expect((await request.get("/api/v1/observations", { headers })).status()).toBe(403);

  if (pythonMissing === null) {
    const client = await PythonClient.fetch(request);
    expect((await client.run(["login", "--token"], `${token}\n`)).status).toBe(0);
    expect(await client.run(["load", "sim-crab"])).toMatchObject({ status: 0, out: expect.stringContaining("sim-crab: observations 0 added, 0 changed, 8 unchanged") });
    expect(await client.run(["load", "sim-never"])).toMatchObject({ status: 1 });
    client.remove();
  }

  // To the PI of a project in it there is no such thing.
  const pi = { authorization: `Bearer ${await tokenOf("pi-crab")}` };
  expect((await request.get(loads, { headers: pi })).status()).toBe(404);
  expect((await request.post(loads, { headers: pi })).status()).toBe(404);

  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: "Revoke the token after each night" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("The token after each night is revoked.")).toBeVisible();
});
