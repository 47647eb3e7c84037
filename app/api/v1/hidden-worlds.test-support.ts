import { addToBasket } from "@/lib/basket/basket";
import { insertFile, setIndexDefinitions, setIndexRow } from "@/lib/basket/fixture.test-support";
import { createManifest } from "@/lib/basket/links";
import { manifestBodySchema } from "@/lib/basket/schemas";
import { insertRows, type FixtureRow } from "@/lib/catalogue/fixture.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { type LaunchCatalogue, request } from "@/lib/launch/fixture.test-support";
import { startLaunch } from "@/lib/launch/start";
import { stranger as ids } from "./probes.test-support";
import { saveSearch } from "@/lib/searches/searches";

/** Somebody whose doings no probing viewer may notice. */
export const stranger = viewer("stranger", "cta/projects/vault");

const system = (text: string, values: unknown[] = []) => withSystemSql("hidden world", (sql) => sql.run(text, values));

/** One change of what is hidden from every probing viewer; each is made on top of those before it. */
export interface HiddenChange {
  readonly name: string;
  make(catalogue: LaunchCatalogue & { readonly collectionId: number }): Promise<void>;
}

let vault = { collection: 0, project: 0 };

async function observations(rows: readonly Omit<FixtureRow, "raDeg" | "decDeg">[], file = true): Promise<string[]> {
  const keys = await insertRows(rows.map((row) => ({ raDeg: 83.6, decDeg: 22.5, targetName: "Crab Nebula", livetimeSec: 1500, instrument: "CTA", ...row })));
  for (const [i, { collectionId, obsId }] of rows.entries()) {
    await setIndexRow({ id: keys[i]!, obsId });
    if (file) await insertFile({ collectionId, name: `data/obs_${obsId}.fits`, observations: [{ id: keys[i]!, obsId }], hdus: [["events", "events", "EVENTS"], ["aeff", "aeff_2d", "AEFF"]], content: `hidden ${obsId}` });
  }
  return keys;
}
const keyOf = async (obsId: number) => (await withSystemSql("hidden world", (sql) => sql.rows<{ id: string }>("SELECT id FROM observation WHERE obs_id = $1", [obsId])))[0]!.id;

/** Small numbers that repeat with their seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function randomWorld(seed: number): HiddenChange {
  return {
    name: `twenty hidden observations at random, seed ${seed}`,
    make: async () => {
      const below = random(seed);
      const rows = Array.from({ length: 20 }, (_, i) => ({
        collectionId: vault.collection, obsId: 100_000 * seed + i, projectId: below(2) ? vault.project : null, targetName: ["Crab Nebula", "Vela X", `Hidden ${seed}`][below(3)]!,
        startMjd: 52_000 + below(8000), durationDays: 0.01 * (1 + below(90)), livetimeSec: below(5000), instrument: ["CTA", "HESS", "SECRET"][below(3)]!, fovRadiusDeg: 1 + below(5), zenithDeg: below(70),
      }));
      await observations(rows, false);
    },
  };
}

export const hiddenChanges: readonly HiddenChange[] = [
  {
    name: "a collection of its own with a project without dates, and observations without project",
    make: async () => {
      vault = { collection: await insertCollection("vault"), project: await insertProject({ code: "VAULT", group: "cta/projects/vault", pi: "stranger" }) };
      await observations([{ collectionId: vault.collection, obsId: 1, projectId: vault.project }, { collectionId: vault.collection, obsId: 2 }]);
    },
  },
  {
    name: "a basket by name of another person, and a manifest of hidden observations that is shared by a link",
    make: async () => {
      await setIndexDefinitions(vault.collection);
      const { basketId } = await addToBasket(stranger, { ids: ["vault:1"], withIrfs: true }, null);
      const { id } = await createManifest(stranger, manifestBodySchema.parse({ share: true }));
      await system("UPDATE manifest SET id = $2 WHERE id = $1", [id, ids.manifestId]);
      await system("UPDATE basket SET id = $2 WHERE id = $1", [basketId, ids.basketId]);
    },
  },
  {
    name: "hidden observations of another project in the very collection, place and night",
    make: async ({ collectionId }) => void (await observations([{ collectionId, obsId: 77001, projectId: vault.project }, { collectionId, obsId: 77002 }])),
  },
  {
    name: "a hidden observation of a project that is public",
    make: async ({ collectionId }) => {
      const [old] = await withSystemSql("hidden world", (sql) => sql.rows<{ id: number }>("SELECT id FROM project WHERE code = 'OLD'"));
      const [key] = await insertRows([{ collectionId, obsId: 77003, projectId: vault.project, targetName: "Crab Nebula", raDeg: 83.6, decDeg: 22.5 }]);
      await system("UPDATE observation SET project_id = $2, meta_release_override = 'infinity' WHERE id = $1", [key, old!.id]);
    },
  },
  {
    name: "files: IRFs that hidden observations share with visible ones and among themselves, and products made of both",
    make: async ({ collectionId }) => {
      const [seen, first, second] = [{ id: await keyOf(30001), obsId: 30001 }, { id: await keyOf(77001), obsId: 77001 }, { id: await keyOf(77002), obsId: 77002 }];
      await insertFile({ collectionId, name: "irf/hidden.fits", role: "irf", sharing: "shared-irf", observations: [first, second], hdus: [["aeff", "aeff_2d", "AEFF"]] });
      await insertFile({ collectionId, name: "stack.fits", sharing: "combined", observations: [seen, first] });
      await system("INSERT INTO observation_product (observation_id, product_id) SELECT $1, id FROM product WHERE name = 'irf/shared.fits'", [first.id]);
    },
  },
  {
    name: "datasets: of hidden observations alone, and hidden members of one that is seen",
    make: async ({ collectionId }) => {
      const members = "INSERT INTO dataset_observation (dataset_id, observation_id) SELECT d.id, o.id FROM dataset d, observation o";
      await system("INSERT INTO dataset (collection_id, scope, name, kind) VALUES ($1, 'lake', 'hidden', 'dataset'), ($1, 'lake', 'empty', 'dataset'), ($2, 'lake', 'hidden', 'container')", [vault.collection, collectionId]);
      await system(`${members} WHERE d.name = 'hidden' AND (o.collection_id = $1 OR o.obs_id BETWEEN 77001 AND 77003)`, [vault.collection]);
      await system(`${members} WHERE d.name = 'mixed' AND o.obs_id BETWEEN 77001 AND 77003`);
    },
  },
  {
    name: "rights of others: grants, denials, holds, deputies, managers, joint projects",
    make: async ({ projectId }) => {
      await system("INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by) VALUES ('person', $2, $1, 'read', 'r', 'x'), ('group', 'cta/friends', $3, 'read', 'r', 'x')", [projectId, stranger.sub, vault.project]);
      await system("INSERT INTO access_grant (id, grantee_kind, grantee, project_id, rights, reason, given_by) VALUES ($1, 'person', 'sub-friend', $2, 'read', 'r', $3)", [ids.grantId, vault.project, stranger.sub]);
      await system("INSERT INTO denial (sub, collection_id, reason, placed_by) VALUES ($2, $1, 'r', 'x')", [vault.collection, stranger.sub]);
      await system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'discover', 'r', 'x')", [vault.project]);
      await system("INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, 'sub-deputy', $2)", [vault.project, stranger.sub]);
      await system("INSERT INTO collection_manager (collection_id, iam_group) VALUES ($1, 'cta/vault-managers')", [vault.collection]);
      const twin = await insertProject({ code: "VAULT-TWIN", group: "cta/projects/twin" });
      await system("INSERT INTO joint_project (project_id, partner_id) VALUES ($1, $2)", [vault.project, twin]);
    },
  },
  {
    name: "doings of another person: basket, launch, selection, request, notice, saved searches",
    make: async ({ open }) => {
      await addToBasket(stranger, { ids: [open], withIrfs: true }, null);
      const { id } = await startLaunch(stranger, request({ acceptProblems: true }));
      await system("UPDATE launch SET id = $2 WHERE id = $1", [id, ids.launchId]);
      await system("WITH s AS (INSERT INTO selection (id, name, made_by) VALUES ($2, 'mine', $1) RETURNING id) INSERT INTO selection_observation SELECT s.id, o.id FROM s, observation o", [stranger.sub, ids.selectionId]);
      await system("INSERT INTO request (id, kind, project_id, asked_by, reason) VALUES ($3, 'extension', $1, $2, 'r')", [vault.project, stranger.sub, ids.requestId]);
      await system("INSERT INTO notice (sub, kind, text) VALUES ($1, 'test', 'told')", [stranger.sub]);
      await saveSearch(stranger, { name: "vault", query: { project: "VAULT" }, isWatched: true });
      await saveSearch(stranger, { query: { q: "crab" }, isWatched: false });
    },
  },
  { name: "other dates, still to come", make: async () => void (await system("UPDATE project SET meta_clock_date = '2998-01-01', data_clock_date = '2999-06-01' WHERE code LIKE 'VAULT%'")) },
  { name: "a hold lifted from what is hidden anyway", make: async () => void (await system("UPDATE hold SET lifted_at = now(), lifted_by = 'x'")) },
  ...Array.from({ length: 4 }, (_, i) => randomWorld(i + 1)),
  { name: "all of it gone again, but for a few", make: async () => void (await system("DELETE FROM observation WHERE collection_id = $1 AND obs_id % 7 <> 0", [vault.collection])) },
];
