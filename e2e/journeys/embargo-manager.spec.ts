import fs from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { applyChange as apply, decide, showEffect } from "../support/embargo";
import { guidePicture } from "../support/guide-picture";
import { holdScript } from "../support/held-script";
import { pageOf, signIn } from "../support/user";

const row = (page: Page, name: string) => page.getByRole("row", { name });

async function setDataDate(page: Page, date: string): Promise<void> {
  await page.getByRole("combobox", { name: "Data open: when" }).selectOption("On a date");
  await page.getByRole("textbox", { name: "Data open: date (UTC)" }).fill(date);
}

test("a manager moves a clock: its effect first, then the change, then its undoing", async ({ page }) => {
  await signIn(page, "manager", "/search");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Embargo" }).click();
  await page.getByRole("checkbox", { name: "Select project SIM-CRAB" }).check();
  await guidePicture(page, "manager");
  await page.getByRole("link", { name: "Change clocks" }).click();
  await setDataDate(page, "31.6.2999");
  await page.getByRole("button", { name: "Show what it does" }).click();
  await expect(page.getByText("Write a date as 2027-01-31")).toBeVisible();
  await setDataDate(page, "2999-06-30");
  const effect = await showEffect(page);
  await expect(effect).toContainText("The data of 8 observations open to the public later: 2999-06-30 instead of 2999-01-01.");
  await expect(effect).not.toContainText("at once");
  await guidePicture(page, "change");
  await effect.getByRole("button", { name: "Apply" }).click();
  await expect(effect).toContainText("Say why");
  await apply(page, effect, "The spectrum needs a second season");

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("SIM-CRAB: data on 2999-06-30");
  await page.getByRole("link", { name: "Projects", exact: true }).click();
  await expect(row(page, "SIM-CRAB")).toContainText("on 2999-06-30");
  await page.getByRole("link", { name: "Changes", exact: true }).click();
  await page.getByRole("link", { name: "SIM-CRAB: data on 2999-06-30" }).first().click();
  await decide(page, "Undo", "Undo", "The season was cancelled");
  await expect(page.getByText("undone", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await page.getByRole("link", { name: "Projects", exact: true }).click();
  await expect(row(page, "SIM-CRAB")).not.toContainText("2999-06-30");
});

test("nothing can be chosen for a change before the page's script can hear of it", async ({ page }) => {
  await signIn(page, "manager", "/admin/embargo");
  const release = await holdScript(page);
  await page.goto("/admin/embargo/change?do=hold&project=SIM-CRAB", { waitUntil: "domcontentloaded" });
  await expect(page.locator("form[inert]")).toContainText("What it closes");
  release();
  await page.getByRole("radio", { name: "The data" }).check();
  await showEffect(page);
});

test("two managers open an observation early together, and it is said to be for good", async ({ page, browser }) => {
  test.slow();
  const observation = "sim-gps:";
  await signIn(page, "manager", "/admin/embargo/change?do=settings&project=SIM-GPS");
  await page.getByRole("combobox", { name: "Opening data early" }).selectOption("Needs a second manager");
  await apply(page, await showEffect(page), "The survey is used by a consortium");

  await page.goto("/admin/embargo/projects/SIM-GPS");
  const first = page.getByRole("checkbox", { name: `Select observation ${observation}` }).first();
  const id = (await first.getAttribute("aria-label"))!.replace("Select observation ", "");
  await first.check();
  await page.getByRole("link", { name: "Set dates" }).click();
  await page.getByRole("combobox", { name: "Descriptions open: when" }).selectOption("On a date");
  await page.getByRole("textbox", { name: "Descriptions open: date (UTC)" }).fill("2026-01-01");
  await setDataDate(page, "2026-01-01");
  const effect = await showEffect(page);
  await expect(effect).toContainText("It can not be undone");
  await expect(effect).toContainText("A second manager has to agree");
  await apply(page, effect, "A press release shows it", "Propose to a second manager");
  const waiting = page.url();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Withdraw" })).toBeVisible();
  const visitor = await (await browser.newContext()).newPage();
  expect((await visitor.goto(`/observations/${encodeURIComponent(id)}`))!.status()).toBe(404);

  const second = await pageOf(browser, "manager2", "/admin/embargo/changes");
  await second.getByRole("link", { name: new RegExp(`^Observation ${id}: descriptions on 2026-01-01`) }).first().click();
  await expect(second.getByRole("region", { name: "What it would do" })).toContainText("The data of 1 observation open to the public at once");
  await decide(second, "Approve", "Approve and apply", "I have read the release");
  await expect(second.getByText("applied", { exact: true })).toBeVisible();
  expect((await visitor.goto(`/observations/${encodeURIComponent(id)}`))!.status()).toBe(200);

  // What has become public can not be undone, and the page says why; only a new change or a hold closes it again.
  await page.goto(waiting);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("It was too early");
  await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("only a hold closes them again");

  await page.goto(`/admin/embargo/change?do=dates&observation=${encodeURIComponent(id)}`);
  for (const right of ["Descriptions open", "Data open"]) await page.getByRole("combobox", { name: `${right}: when` }).selectOption("By the project’s clock");
  await apply(page, await showEffect(page), "Closed again after the journey");
  await page.goto("/admin/embargo/change?do=settings&project=SIM-GPS");
  await page.getByRole("combobox", { name: "Opening data early" }).selectOption("One manager suffices");
  // One alone can not take away that two are needed.
  await apply(page, await showEffect(page), "As before the journey", "Propose to a second manager");
  await second.goto(page.url());
  await decide(second, "Approve", "Approve and apply", "As before the journey");
  await expect(second.getByText("applied", { exact: true })).toBeVisible();
});

test("a hold hides from the PI at once, and its lifting shows again", async ({ page, browser }) => {
  const pi = await pageOf(browser, "pi-crab", "/search?project=SIM-CRAB");
  const found = pi.getByRole("checkbox", { name: /^Select observation sim-crab:/ });
  await expect(found).toHaveCount(8);
  await signIn(page, "manager", "/admin/embargo/projects/SIM-CRAB");
  await page.getByRole("checkbox", { name: "Select observation sim-crab:50101" }).check();
  await page.getByRole("region", { name: "Chosen observations" }).getByRole("link", { name: "Place a hold" }).click();
  await page.getByRole("radio", { name: "All of it" }).check();
  const effect = await showEffect(page);
  await expect(effect).toContainText("cta/projects/sim-crab");
  await apply(page, effect, "The pointing is wrong");
  await pi.reload();
  await expect(found).toHaveCount(7);

  await page.getByRole("link", { name: "Holds and denials" }).click();
  await row(page, "Observation sim-crab:50101").getByRole("link", { name: /^Lift/ }).click();
  await expect(page.getByRole("region", { name: "The hold" })).toContainText("The pointing is wrong");
  await apply(page, await showEffect(page), "The pointing was corrected");
  await pi.reload();
  await expect(found).toHaveCount(8);
});

test("a change is looked at again when the world has moved since", async ({ page, browser }) => {
  await signIn(page, "manager", "/admin/embargo/change?do=clocks&project=SIM-CRAB");
  await setDataDate(page, "2999-07-01");
  const effect = await showEffect(page);
  await expect(effect).toContainText("2999-07-01 instead of 2999-01-01");
  const second = await pageOf(browser, "manager2", "/admin/embargo/change?do=clocks&project=SIM-CRAB");
  await setDataDate(second, "2999-05-01");
  await apply(second, await showEffect(second), "Moved in between");

  await effect.getByRole("textbox", { name: "Reason" }).fill("The analysis takes longer");
  await effect.getByRole("button", { name: "Apply" }).click();
  await expect(effect.getByRole("alert")).toContainText("The world has moved since you looked. Nothing was changed.");
  await expect(effect).toContainText("2999-07-01 instead of 2999-05-01");
  await expect(effect.getByRole("textbox", { name: "Reason" })).toHaveValue("The analysis takes longer");
  await decide(second, "Undo", "Undo", "Back as it was");
});

test("a file of clocks with a faulty line changes nothing and says which line", async ({ page }) => {
  await signIn(page, "manager", "/admin/embargo/csv");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "A line for each project" }).click()]);
  const exported = fs.readFileSync(await download.path(), "utf8");
  const lines = exported.trimEnd().split(/\r?\n/);
  expect(lines.find((line) => line.includes("SIM-CRAB"))).toContain("2999-01-01");
  const upload = async (text: string) => {
    await page.getByLabel("CSV file").setInputFiles({ name: "clocks.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Check the file" }).click();
  };
  const line = lines.findIndex((each) => each.includes("SIM-CRAB"));
  await upload(lines.map((each, index) => (index === line ? each.replaceAll("2999-01-01", "2999-13-01") : each)).join("\n"));
  const faults = page.getByRole("table", { name: "Faults of the file" });
  await expect(faults).toContainText(String(line + 1));
  await expect(page.getByRole("button", { name: "Apply" })).toHaveCount(0);

  await upload(lines.map((each, index) => (index === line ? each.replaceAll("2999-01-01", "2999-08-01") : each)).join("\n"));
  const effect = page.getByRole("region", { name: "What the file does" });
  await expect(effect).toContainText("8 observations of SIM-CRAB.");
  await expect(faults).toHaveCount(0);
  await apply(page, effect, "From the yearly list");
  await decide(page, "Undo", "Undo", "Back as it was");
});

test("a manager asks why another person may see something", async ({ page, browser }) => {
  // The portal knows who has signed in once.
  await pageOf(browser, "pi-crab", "/search");
  await signIn(page, "manager", "/admin/embargo/access");
  const ask = async (person: string) => {
    await page.getByRole("textbox", { name: "Observation" }).fill("sim-crab:50101");
    await page.getByRole("textbox", { name: "Account name" }).fill(person);
    await page.getByRole("button", { name: "Ask", exact: true }).click();
  };
  await ask("pi-crab");
  await expect(page.getByRole("region", { name: "pi-crab and sim-crab:50101" })).toContainText("pi-crab is in the project’s group cta/projects/sim-crab.");
  await ask("nobody-of-this-name");
  await expect(page.getByText("No answer to this")).toBeVisible();
});

test("the audit names what was done, and leaves as CSV", async ({ page }) => {
  // Of all that was recorded, since what others asked meanwhile fills the first page.
  await signIn(page, "manager", "/admin/embargo/audit?project=SIM-CRAB&action=project.made");
  await expect(page.getByRole("table", { name: "Audit entries" })).toContainText("made the project");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
  expect(fs.readFileSync(await download.path(), "utf8")).toContain("project.made");
});
