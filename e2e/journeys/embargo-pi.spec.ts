import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { pageOf, signIn } from "../support/user";

// The ways of a PI, a deputy, a colleague and an outsider through rights on a project. Each person has a browser of
// their own, so that what one does is there for the other without signing in again.

const observationBoxes = (page: Page) => page.getByRole("checkbox", { name: /^Select observation/ });
const grants = (page: Page) => page.getByRole("region", { name: "Access given" });
const rowOf = (page: Page, to: string) => page.getByRole("table", { name: "Access given" }).getByRole("row").filter({ hasText: to });

/** Ticks an observation of the search, also while the page's script comes. */
async function tick(page: Page, id: string): Promise<void> {
  const box = page.getByRole("checkbox", { name: `Select observation ${id}` });
  await box.click();
  await expect(box).toBeChecked();
}

async function giveAccess(page: Page, account: string, reason: string): Promise<void> {
  await grants(page).getByRole("button", { name: "Give access" }).click();
  const dialog = page.getByRole("dialog", { name: /^Give access to/ });
  await dialog.getByLabel("Account name").fill(account);
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Give access" }).click();
  await expect(dialog).toBeHidden();
}

async function revoke(page: Page, to: string): Promise<void> {
  await grants(page).getByRole("button", { name: `Revoke the grant to ${to}` }).click();
  const dialog = page.getByRole("dialog", { name: `Revoke the grant to ${to}?` });
  await expect(dialog).toContainText(`${to} loses`);
  await dialog.getByLabel("Reason").fill("the work is done");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(dialog).toBeHidden();
  await expect(rowOf(page, to)).toHaveCount(0);
}

async function ask(page: Page, observationId: string, reason: string): Promise<void> {
  await page.goto(`/observations/${observationId}`);
  await page.getByRole("button", { name: "Ask for access" }).click();
  const dialog = page.getByRole("dialog", { name: `Ask for access to ${observationId}` });
  await dialog.getByLabel("What do you want the data for?").fill(reason);
  await dialog.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/You asked for access/)).toBeVisible();
}

test("a PI gives an outsider access, who finds and reads; revoked, it is as if it had never been", async ({ browser }) => {
  const outsider = await pageOf(browser, "outsider", "/search?project=SIM-CRAB");
  await expect(outsider.getByText(/No observations/)).toBeVisible();

  const pi = await pageOf(browser, "pi-crab", "/projects/SIM-CRAB");
  await giveAccess(pi, "outsider", "a joint paper on the nebula");
  await expect(rowOf(pi, "Otto Sidwell")).toContainText("all of SIM-CRAB");
  await expect(rowOf(pi, "Otto Sidwell")).toContainText("a joint paper on the nebula");

  await outsider.reload();
  await expect(observationBoxes(outsider)).toHaveCount(8);
  await outsider.getByRole("link", { name: "50101" }).click();
  const [download] = await Promise.all([outsider.waitForEvent("download"), outsider.getByRole("link", { name: /^Download data\/.*50101/ }).click()]);
  expect(download.suggestedFilename()).toMatch(/50101\.fits\.gz$/);
  await outsider.goto("/projects/SIM-CRAB");
  await expect(outsider.getByRole("table", { name: "Access given" })).toContainText("see and read");
  await pi.reload();
  await expect(pi.getByRole("table", { name: "Audit entries" })).toContainText(/outsider.*50101/s);

  await revoke(pi, "Otto Sidwell");
  await expect(pi.getByText("The grant to Otto Sidwell is revoked.")).toBeVisible();
  const gone = await outsider.goto("/observations/sim-crab:50101");
  expect(gone!.status()).toBe(404);
  await outsider.goto("/search?project=SIM-CRAB");
  await expect(outsider.getByText(/No observations/)).toBeVisible();
});

test("an outsider asks for what is closed; the PI refuses, then grants until a day; both see it and are told", async ({ browser }) => {
  const closed = "sim-agn:50205";
  const outsider = await pageOf(browser, "outsider");
  const pi = await pageOf(browser, "pi-agn", "/projects/SIM-AGN");
  const waiting = pi.getByRole("list", { name: "Requests" }).getByRole("listitem").filter({ hasText: "waiting" });
  const mine = (state: string) => outsider.getByRole("list", { name: "Asked by you" }).getByRole("listitem").filter({ hasText: state });

  await ask(outsider, closed, "to compare the flare with ours");
  await outsider.goto("/requests");
  await expect(mine("waiting")).toContainText(closed);

  await pi.goto("/notices");
  await expect(pi.getByRole("list", { name: "Notices" })).toContainText("SIM-AGN");
  await expect(pi.getByRole("link", { name: /^Notices, \d+ unread$/ })).toBeVisible();
  await pi.getByRole("button", { name: "Mark all as read" }).click();
  await expect(pi.getByRole("link", { name: "Notices", exact: true })).toBeVisible();

  await pi.goto("/projects/SIM-AGN");
  await waiting.getByRole("button", { name: /^Answer Otto Sidwell/ }).click();
  const answer = pi.getByRole("dialog", { name: /^Otto Sidwell asks for access/ });
  await answer.getByLabel("Refuse").check();
  await answer.getByLabel("Why").fill("our paper comes first");
  await answer.getByRole("button", { name: "Refuse" }).click();
  await expect(answer).toBeHidden();
  await pi.getByText(/answered or withdrawn/).click();
  await expect(pi.getByRole("list", { name: "Requests, answered" })).toContainText("our paper comes first");

  await outsider.reload();
  await expect(mine("refused").first()).toContainText("our paper comes first");
  await outsider.goto("/notices");
  await expect(outsider.getByRole("list", { name: "Notices" })).toContainText(/refused/);

  await ask(outsider, closed, "our paper is out, may we now?");
  await pi.reload();
  await waiting.getByRole("button", { name: /^Answer Otto Sidwell/ }).click();
  await answer.getByLabel("Until (UTC)").fill("2999-03-03");
  await answer.getByRole("button", { name: "Grant" }).click();
  await expect(answer).toBeHidden();
  await expect(rowOf(pi, "Otto Sidwell")).toContainText("until 2999-03-03");

  await outsider.goto("/requests");
  await expect(mine("granted").first()).toContainText("until 3 March 2999");
  await outsider.getByRole("list", { name: "Asked by you" }).getByRole("link", { name: new RegExp(closed) }).first().click();
  await expect(outsider.getByRole("link", { name: /^Download data\/.*50205/ })).toBeVisible();
  await outsider.goto("/notices");
  await expect(outsider.getByRole("list", { name: "Notices" })).toContainText(/granted/);
  await revoke(pi, "Otto Sidwell");
});

test("what is chosen in the search can be asked for, saved under a name, and given", async ({ browser }) => {
  const outsider = await pageOf(browser, "outsider", "/search?project=SIM-AGN");
  await tick(outsider, "sim-agn:50207");
  await tick(outsider, "sim-agn:50208");
  await outsider.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Ask for access to 2" }).click();
  const asking = outsider.getByRole("dialog", { name: "Ask for access to 2 observations" });
  await asking.getByLabel("What do you want the data for?").fill("the peak of the flare");
  await asking.getByRole("button", { name: "Send request" }).click();
  await outsider.getByRole("button", { name: "See it" }).click();
  const asked = outsider.getByRole("list", { name: "Asked by you" }).getByRole("listitem").filter({ hasText: "the peak of the flare" }).first();
  await asked.getByRole("button", { name: /^Withdraw/ }).click();
  await expect(asked).toContainText("withdrawn");

  const name = `Flare peak ${Date.now()}`;
  const pi = await pageOf(browser, "pi-agn", "/search?project=SIM-AGN");
  await tick(pi, "sim-agn:50207");
  await pi.getByRole("button", { name: "Save selection" }).click();
  await pi.getByRole("dialog", { name: "Save the selection" }).getByLabel("Name").fill(name);
  await pi.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(pi.getByText(`Saved as ${name}: 1 observation.`)).toBeVisible();

  await pi.goto("/projects/SIM-AGN");
  await grants(pi).getByRole("button", { name: "Give access" }).click();
  const giving = pi.getByRole("dialog", { name: "Give access to SIM-AGN" });
  await giving.getByLabel(/^A saved selection/).check();
  await giving.getByLabel("Saved selection", { exact: true }).selectOption({ label: `${name} (1 observation)` });
  await giving.getByLabel("Account name").fill("outsider");
  await giving.getByLabel("Reason").fill("the peak only");
  await giving.getByRole("button", { name: "Give access" }).click();
  await expect(rowOf(pi, "Otto Sidwell")).toContainText(`selection ${name}`);
  await outsider.goto("/observations/sim-agn:50207");
  await expect(outsider.getByRole("link", { name: /^Download data\/.*50207/ })).toBeVisible();
  await expect(outsider.getByRole("region", { name: "Why can I see this?" })).toContainText("By a grant to you on 1 observation, by pi-agn");
  await revoke(pi, "Otto Sidwell");
});

test("a deputy acts for the PI while named", async ({ browser }) => {
  const deputy = await pageOf(browser, "analyst", "/projects/SIM-CRAB");
  await expect(deputy.getByRole("button", { name: "Give access" })).toHaveCount(0);

  const pi = await pageOf(browser, "pi-crab", "/projects/SIM-CRAB");
  const team = pi.getByRole("region", { name: "Team" });
  await team.getByRole("button", { name: "Name a deputy" }).click();
  await pi.getByRole("dialog", { name: "Name a deputy of SIM-CRAB" }).getByLabel("Account name").fill("analyst");
  await pi.getByRole("dialog").getByRole("button", { name: "Name deputy" }).click();
  await expect(team.getByRole("button", { name: "Drop deputy Ana Lystra" })).toBeVisible();

  await deputy.reload();
  await giveAccess(deputy, "outsider", "asked by the PI");
  await expect(rowOf(deputy, "Otto Sidwell")).toContainText("by Ana Lystra");
  await expect(deputy.getByRole("button", { name: "Name a deputy" })).toHaveCount(0);
  await revoke(deputy, "Otto Sidwell");

  await team.getByRole("button", { name: "Drop deputy Ana Lystra" }).click();
  await pi.getByRole("dialog", { name: "Drop Ana Lystra as deputy?" }).getByRole("button", { name: "Drop" }).click();
  await expect(team.getByRole("button", { name: "Drop deputy Ana Lystra" })).toHaveCount(0);
  await deputy.reload();
  await expect(deputy.getByRole("heading", { name: "SIM-CRAB" })).toBeVisible();
  await expect(deputy.getByRole("button", { name: "Give access" })).toHaveCount(0);
});

test("access is given, changed and taken back with the keyboard alone", async ({ browser }) => {
  await (await pageOf(browser, "outsider")).close();
  const pi = await pageOf(browser, "pi-crab", "/projects/SIM-CRAB");
  const give = grants(pi).getByRole("button", { name: "Give access" });
  const press = async (...keys: string[]) => {
    for (const key of keys) await pi.keyboard.press(key);
  };

  await give.focus();
  await press("Enter");
  const dialog = pi.getByRole("dialog", { name: "Give access to SIM-CRAB" });
  await expect(dialog.getByRole("radio", { name: "a person" })).toBeFocused();
  // Escape leaves it, back to the button.
  await press("Escape");
  await expect(dialog).toBeHidden();
  await expect(give).toBeFocused();

  await press("Enter");
  await expect(dialog.getByRole("radio", { name: "a person" })).toBeFocused();
  await press("Tab");
  await expect(dialog.getByLabel("Account name")).toBeFocused();
  await pi.keyboard.type("nobody-of-this-name");
  // On the whole project, both rights, then only of some kinds of files: the arrow chooses, Space ticks.
  await press("Tab", "Tab", "Tab", "ArrowDown", "Tab");
  await expect(dialog.getByRole("checkbox", { name: "event lists" })).toBeFocused();
  for (let i = 0; i < 4; i++) await press("Tab");
  await expect(dialog.getByRole("checkbox", { name: "logs" })).toBeFocused();
  await press("Space");
  while (!(await dialog.getByLabel("Reason").evaluate((field) => field === document.activeElement))) await press("Tab");
  await pi.keyboard.type("a look at the logs");
  await press("Tab", "Tab", "Enter");
  await expect(dialog.getByRole("alert")).toContainText("nobody-of-this-name");
  while (!(await dialog.getByLabel("Account name").evaluate((field) => field === document.activeElement))) await press("Shift+Tab");
  await press("Control+A");
  await pi.keyboard.type("outsider");
  await press("Enter");
  await expect(dialog).toBeHidden();
  await expect(rowOf(pi, "Otto Sidwell")).toContainText("read logs only");
  await expect(give).toBeFocused();

  await press("Tab");
  await expect(pi.getByRole("button", { name: "Change end of the grant to Otto Sidwell" })).toBeFocused();
  await press("Enter");
  await expect(pi.getByRole("dialog").getByLabel("Until (UTC)")).toBeFocused();
  await press("Control+A");
  await pi.keyboard.type("2999-12-31");
  await press("Tab");
  await pi.keyboard.type("it takes longer");
  await press("Tab", "Tab", "Enter");
  await expect(rowOf(pi, "Otto Sidwell")).toContainText("until 2999-12-31");
  await expect(give).toBeFocused();

  await press("Tab", "Tab");
  await expect(pi.getByRole("button", { name: "Revoke the grant to Otto Sidwell" })).toBeFocused();
  await press("Enter");
  await expect(pi.getByRole("dialog", { name: "Revoke the grant to Otto Sidwell?" }).getByLabel("Reason")).toBeFocused();
  await pi.keyboard.type("enough seen");
  await press("Tab", "Tab", "Enter");
  await expect(rowOf(pi, "Otto Sidwell")).toHaveCount(0);
  await expect(give).toBeFocused();
});

for (const theme of ["light", "dark"] as const) {
  test(`the pages about rights have no accessibility fault that axe finds, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page, "pi-agn", "/projects/SIM-AGN");
    await giveAccess(page, "analyst", "so that there is a row to look at");
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${what} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    };
    await check("project");
    for (const button of ["Give access", "Change end of the grant to Ana Lystra", "Revoke the grant to Ana Lystra", "Name a deputy", "Ask for an extension", "Ask for an early release"]) {
      await page.getByRole("button", { name: button }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await check(button);
      await page.keyboard.press("Escape");
    }
    await revoke(page, "Ana Lystra");
    await page.getByText("ended or revoked").click();
    await check("what is over");
    for (const path of ["/requests", "/notices", "/observations/sim-agn:50205"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check(path);
    }
  });
}

test("rights can be given and asked for at 390 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "pi-agn", "/projects/SIM-AGN");
  for (const path of ["/projects/SIM-AGN", "/requests", "/notices", "/observations/sim-agn:50205"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.goto("/projects/SIM-AGN");
  await page.getByRole("button", { name: "Give access" }).click();
  const box = await page.getByRole("dialog").boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(0);
  expect(box!.x + box!.width).toBeLessThanOrEqual(390);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
});
