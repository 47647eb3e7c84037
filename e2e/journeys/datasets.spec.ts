import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { withSystem } from "../support/database";
import { signIn } from "../support/user";

// The demo's data lie in a folder; a harvest would write the same rows of what Rucio has.

const NAME = "journey-nights";
const members = (where: string) => withSystem(`INSERT INTO dataset_observation SELECT d.id, o.id FROM dataset d JOIN observation o ON o.collection_id = d.collection_id WHERE d.name = $1 AND ${where} ON CONFLICT DO NOTHING`, [NAME]);

test.beforeAll(async () => {
  await withSystem("DELETE FROM dataset WHERE name = $1", [NAME]);
  await withSystem("INSERT INTO dataset (collection_id, scope, name, kind) SELECT id, 'lake', $1, 'container' FROM collection WHERE name = 'sim-crab'", [NAME]);
  expect(await members("o.obs_id IN (50101, 50102)")).toBe(2);
});
test.afterAll(async () => void (await withSystem("DELETE FROM dataset WHERE name = $1", [NAME])));

test("a PI finds a container, puts all of it into a basket, and is told what is new in it", async ({ page }) => {
  await signIn(page, "pi-crab", "/basket");
  await page.request.delete("/api/v1/basket/items", { data: { all: true }, headers: { origin: new URL(page.url()).origin } });
  const { id } = (await (await page.request.get("/api/v1/basket")).json()) as { id: string | null };
  if (id) await page.request.patch(`/api/v1/baskets/${id}`, { data: { query: null }, headers: { origin: new URL(page.url()).origin } });

  await page.goto("/projects/SIM-CRAB");
  const panel = page.getByRole("region", { name: "Datasets in the data lake" });
  await expect(panel.getByText("2 observations, all readable now")).toBeVisible();
  await panel.getByRole("link", { name: `lake:${NAME}` }).click();
  await expect(page.getByRole("button", { name: `Remove filter Dataset lake:${NAME}` })).toBeVisible();
  await expect(page.getByText("2 observations").first()).toBeVisible();

  await page.goto(`/datasets?q=JOURNEY`);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole("button", { name: `Add to basket: lake:${NAME}` }).click();
  await expect(page.getByRole("link", { name: /^Basket.*\b2 items/ })).toBeVisible();

  expect(await members("o.obs_id = 50103")).toBe(1);
  await page.goto("/basket");
  await expect(page.getByText("1 new")).toBeVisible();
});

test("the search form completes a dataset's name", async ({ page }) => {
  await signIn(page, "pi-crab", "/search");
  await page.getByRole("search").locator("summary").filter({ hasText: "Dataset" }).click();
  await page.getByLabel("Dataset or container").fill("journey");
  await expect(page.locator(`datalist option[value='sim-crab:lake:${NAME}']`)).toBeAttached();
  await page.getByLabel("Dataset or container").fill(`sim-crab:lake:${NAME}`);
  await page.getByLabel("Dataset or container").press("Enter");
  await expect(page).toHaveURL(/dataset=sim-crab/);
});

test("an outsider is told of no dataset of hidden observations", async ({ page }) => {
  await signIn(page, "outsider", "/datasets?q=journey");
  await expect(page.getByText("No dataset", { exact: true })).toBeVisible();
  expect((await page.request.get(`/api/v1/datasets/sim-crab%3Alake%3A${NAME}`)).status()).toBe(404);
});
