import { expect, test } from "@playwright/test";
import { addresses } from "../support/demo";
import { applyChange, decide, showEffect } from "../support/embargo";
import { hubMissing, launchNotebook } from "../support/notebook";
import { emptyBasket, fillBasket, pageOf, signIn } from "../support/user";

test("two managers open an emergency access together; the PI is told, and ends it", async ({ page, browser }) => {
  test.slow();
  // The portal knows who has signed in once.
  const outsider = await pageOf(browser, "outsider", "/search?project=SIM-CRAB");
  await expect(outsider.getByText(/No observations/)).toBeVisible();
  await signIn(page, "manager", "/admin/embargo/change?do=emergency&project=SIM-CRAB");

  await page.getByRole("textbox", { name: "Account name" }).fill("manager");
  await page.getByRole("button", { name: "Show what it does" }).click();
  await expect(page.getByRole("region", { name: "What it does" }).getByRole("alert")).toContainText("Nobody opens anything to oneself");

  await page.getByRole("textbox", { name: "Account name" }).fill("outsider");
  await page.getByRole("textbox", { name: "Hours" }).fill("3");
  const effect = await showEffect(page);
  await expect(effect).toContainText("outsider");
  await expect(effect).toContainText("A second manager has to agree");
  await applyChange(page, effect, "A flare alert has to be checked tonight", "Propose to a second manager");
  await outsider.reload();
  await expect(outsider.getByText(/No observations/)).toBeVisible();

  const second = await pageOf(browser, "manager2", "/admin/embargo/changes");
  await second.getByRole("link", { name: "SIM-CRAB: emergency access for outsider, to read, 3 hours" }).first().click();
  await decide(second, "Approve", "Approve and apply", "Agreed on the phone");
  await expect(second.getByText("applied", { exact: true })).toBeVisible();
  await outsider.reload();
  await expect(outsider.getByRole("checkbox", { name: /^Select observation sim-crab:/ })).toHaveCount(8);

  const pi = await pageOf(browser, "pi-crab", "/notices");
  await expect(pi.getByRole("listitem").filter({ hasText: "Two managers, manager and manager2, opened observations of your project to outsider for 3 hours" })).toBeVisible();
  await pi.goto("/projects/SIM-CRAB");
  const grant = pi.getByRole("table", { name: "Access given" }).getByRole("row").filter({ hasText: "emergency, by two managers" });
  await expect(grant).toContainText("A flare alert has to be checked tonight");
  await grant.getByRole("button", { name: /^Revoke the grant to/ }).click();
  const dialog = pi.getByRole("dialog", { name: /^Revoke the grant to/ });
  await dialog.getByLabel("Reason").fill("The alert was checked");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(grant).toHaveCount(0);
  await outsider.reload();
  await expect(outsider.getByText(/No observations/)).toBeVisible();
});

test("a launch whose data are held is listed to the manager, who stops it", async ({ page, browser }) => {
  test.slow();
  test.skip(addresses().hubUrl === null, hubMissing);
  const pi = await pageOf(browser, "pi-crab");
  await emptyBasket(pi);
  await fillBasket(pi, "SIM-CRAB", 8);
  await launchNotebook(pi);

  await signIn(page, "manager", "/admin/embargo/change?do=hold&project=SIM-CRAB");
  await page.getByRole("radio", { name: "The data" }).check();
  const effect = await showEffect(page);
  await expect(effect).toContainText("cta/projects/sim-crab");
  await applyChange(page, effect, "The calibration is under review");
  await page.getByRole("link", { name: "Launches", exact: true }).last().click();
  const launch = page.getByRole("table", { name: "Launches whose right ended" }).getByRole("row").filter({ hasText: "pi-crab" });
  await expect(launch).toContainText("SIM-CRAB");
  await launch.getByRole("button", { name: /Stop/ }).click();
  await page.getByRole("dialog", { name: /^Stop the launch of pi-crab/ }).getByRole("button", { name: "Stop it" }).click();
  await expect(pi.getByText("This launch has ended.")).toBeVisible({ timeout: 60_000 });
  await expect(launch).toHaveCount(0);

  await pi.goto("/projects/SIM-CRAB");
  await expect(pi.getByText("On hold: its files are closed to everybody")).toBeVisible();
  await page.getByRole("link", { name: "Holds and denials" }).click();
  await page.getByRole("row", { name: "SIM-CRAB" }).getByRole("link", { name: /^Lift/ }).click();
  await applyChange(page, await showEffect(page), "The calibration stands");
  await emptyBasket(pi);
});
