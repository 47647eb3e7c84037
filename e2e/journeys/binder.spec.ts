import { expect, test } from "@playwright/test";
import { hasGammapy } from "../../lib/launch/services/real-jupyter.test-support";
import { expectSedImage, runNotebook } from "../support/notebook";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// From Binder to a spectrum: a build that is followed, a session with notebook and ticket in it, data fetched by the first cell.

test.skip(!hasGammapy, "there is no Jupyter with gammapy (apt-get install jupyter-notebook python3-ipykernel python3-gammapy)");

test("somebody of no project gets the spectrum of public data on a Binder open to all", async ({ page }) => {
  test.setTimeout(480_000);
  await signIn(page, "outsider");
  await emptyBasket(page);
  await fillBasket(page, "SIM-AGN&access=readable", 2);
  await page.goto("/basket");
  await page.getByRole("radio", { name: /Binder, open to all/ }).check();
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  await expect(page).toHaveURL(/\/launches\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: "Open notebook" })).toBeVisible({ timeout: 60_000 });
  await page.getByText("Log of the build").click();
  await expect(page.getByLabel("Log of the build").last()).toContainText("building of gh/gammapy/gammapy-webpage/main");

  const [notebook] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: "Open notebook" }).click()]);
  await notebook.waitForURL(/\/user\/binder-.*\/notebooks\/.*\.ipynb/, { timeout: 60_000 });
  const result = await runNotebook(notebook);
  expect(result.n_observations).toBe(2);
  expect(result.sqrt_ts).toBeGreaterThan(5);
  await expectSedImage(notebook);
  await expect(page.getByText(/The notebook has its data: \d+ of \d+ files/)).toBeVisible();
  await notebook.close();

  await page.goto("/launches");
  await page.getByRole("button", { name: /Change end of the launch of 2 observations on Binder/ }).first().click();
  await page.getByLabel("Until (UTC)").fill("2999-01-01");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("at most 2 hours (the limit of Binder, open to all)")).toBeVisible();
  const end = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16).replace("T", " ");
  await page.getByLabel("Until (UTC)").fill(end);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Binder, open to all" }).first()).toContainText(`until ${end} UTC`);
  await page.getByRole("button", { name: /Stop the launch of 2 observations on Binder/ }).first().click();
  await expect(page.getByText("download what you want to keep first").first()).toBeVisible();
  await page.getByRole("button", { name: "Stop it" }).first().click();
  await expect(page.getByRole("listitem").filter({ hasText: "Binder, open to all" }).first()).toContainText("ended", { timeout: 60_000 });
});

test("embargoed data are not offered to a Binder open to all, and the page says why", async ({ page }) => {
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "SIM-CRAB", 8);
  await page.goto("/basket");
  await expect(page.getByText(/Not for this basket: Binder, open to all may hold public data only/)).toBeVisible();
  await page.getByRole("radio", { name: /Binder, open to all/ }).check();
  await expect(page.getByRole("button", { name: "Launch", exact: true })).toBeDisabled();
});
