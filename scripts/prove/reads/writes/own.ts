import { basketProducts, launchesOf } from "../../belongings";
import { uuidOf } from "../../keys";
import { hasItAgain, mayStop, revocations } from "../../overseen";
import { fileBytes } from "../../rows";
import { type Attempt, type Attempts, nameOf, type Outcome, taken } from "./attempt";

const SHA256 = "0".repeat(64);

/** Baskets, manifests, launches: each writes into one's own, and changes one's own. */
export const keeping: Attempts = (world, person) => {
  const me = nameOf(person);
  const isMine = ({ sub }: { readonly sub: string | null }) => sub !== null && sub === person.sub;
  const items = world.observations.length + basketProducts(world).length;
  const baskets = world.people.flatMap(({ sub }, i): Attempt[] =>
    sub === null ? [] : [
      { about: `an item into the basket of ${sub}`, text: "INSERT INTO basket_item (basket_id, public_id, kind, with_irfs, pin_products, pin_releases) VALUES ($1, 'c1:absent', 'observation', false, '{}', '{}')", values: [uuidOf("basket", i)], expected: taken(isMine({ sub })) },
      { about: `a basket for ${sub}`, text: "INSERT INTO basket (owner_sub, name, revision, updated_at) VALUES ($1, 'another', 1, now())", values: [sub], expected: taken(isMine({ sub })) },
      { about: `a saved search for ${sub}`, text: "INSERT INTO saved_search (owner_sub, name, query) VALUES ($1, 'another', '{}')", values: [sub], expected: taken(isMine({ sub })) },
      { about: `a manifest for ${sub}`, text: "INSERT INTO manifest (id, owner_sub, digest, basket_revision, total_bytes, observation_ids, body) VALUES ($1, $2, 'x', 1, 0, '{}', '{}')", values: [uuidOf("manifest", 99), sub], expected: taken(isMine({ sub })) },
    ],
  );
  const launches = launchesOf(world).flatMap((launch, i): Attempt[] => {
    const start = (owner: string): Attempt => ({
      about: `a launch of the manifest of ${launch.sub} for ${owner}`,
      text: "INSERT INTO launch (id, owner_sub, username, manifest_id, service, server_name, work_folder, state, attempt, last_seq) VALUES ($1, $2, $2, $3, 'jupyterhub', 'another', 'another', 'requested', 0, 0)",
      values: [uuidOf("launch", 99), owner, uuidOf("manifest", i)], expected: taken(isMine(launch) && owner === person.sub),
    });
    return [
      { about: `a file into the manifest of ${launch.sub}`, text: `INSERT INTO manifest_file (manifest_id, path, content, size_bytes, sha256, media_type) VALUES ($1, 'another', '\\x00', ${fileBytes}, '${SHA256}', 'text/plain')`, values: [uuidOf("manifest", i)], expected: taken(isMine(launch)) },
      start(me), ...(launch.sub === me ? [start("s0")] : []),
      { about: `an event of the launch of ${launch.sub}`, text: "INSERT INTO launch_event (launch_id, seq, state, message) VALUES ($1, 99, 'ready', 'another')", values: [uuidOf("launch", i)], expected: taken(isMine(launch)) },
    ];
  });
  const all = (about: string, text: string, expected: Outcome): Attempt => ({ about, text, values: [], expected });
  const own = person.sub === null ? 0 : 1;
  return [
    ...baskets, ...launches,
    all("empty all baskets", "DELETE FROM basket_item", own * items),
    all("discard all baskets", "DELETE FROM basket", 2 * own),
    all("rename all baskets", "UPDATE basket SET name = gen_random_uuid()::text", 2 * own),
    all("rename all saved searches", "UPDATE saved_search SET name = gen_random_uuid()::text", own),
    all("give saved searches away", "UPDATE saved_search SET owner_sub = 's0'", "refused"),
    all("forget all saved searches", "DELETE FROM saved_search", own),
    all("give baskets away", "UPDATE basket SET owner_sub = 's0'", own ? "refused" : 0),
    all("change all launches", "UPDATE launch SET problem = NULL", launchesOf(world).filter(isMine).length),
    all("move the ends of all rules", "UPDATE launch_rule SET until = '2020-01-01'", launchesOf(world).filter(isMine).length),
    { about: "a rule for one's own launch", text: "INSERT INTO launch_rule (launch_id, site, scope, dataset, release_ids, total_files, until) SELECT id, 's', 's', 's', '{}', 0, now() FROM launch LIMIT 1", values: [], expected: "refused" },
    all("rules of another site", "UPDATE launch_rule SET site = 'another'", "refused"),
    all("give launches away", "UPDATE launch SET owner_sub = 's0'", launchesOf(world).some(isMine) ? "refused" : 0),
  ];
};

/** Links to manifests: made, ended and opened again by whose the manifest is; what a manifest was chosen by is kept with it. */
export const linking: Attempts = (world, person) => {
  const me = nameOf(person);
  const launches = launchesOf(world);
  const link = (about: string, manifest: string, owner: string, expected: Outcome, first?: Attempt["first"]): Attempt => ({
    about, text: "INSERT INTO manifest_link (manifest_id, owner_sub, frozen_at) VALUES ($1, $2, now())", values: [manifest, owner], expected, ...(first && { first }),
  });
  const another = uuidOf("manifest", 99);
  const made = { text: "INSERT INTO manifest (id, owner_sub, digest, basket_revision, total_bytes, observation_ids, body) VALUES ($1, $2, 'x', 1, 0, '{}', '{}')", values: [another, me] };
  return [
    ...launches.flatMap((launch, i) => {
      const isMine = launch.sub === person.sub;
      return [
        { about: `an item into the manifest of ${launch.sub}`, text: "INSERT INTO manifest_item (manifest_id, place, public_id, kind, with_irfs, pin_product, pin_release) VALUES ($1, 99, 'another', 'product', false, 1, 1)", values: [uuidOf("manifest", i)], expected: taken(isMine) },
        // Of one's own there is a link already.
        ...(isMine ? [] : [link(`a link to the manifest of ${launch.sub}`, uuidOf("manifest", i), me, "refused")]),
      ];
    }),
    ...(person.sub === null ? [] : [link("a link to one's own manifest", another, me, 1, made), link("a link in another's name", another, "s0", "refused", made)]),
    { about: "end all links", text: "UPDATE manifest_link SET ended_at = '2020-01-01'", values: [], expected: launches.filter(({ sub, link: state }) => sub === person.sub && state !== "none").length },
  ];
};

const TOKEN = "INSERT INTO api_token (owner_sub, name, hash, hint, scopes, expires_at) VALUES ($1, 'another', $2, 'hint', '{search}', now() + $3::interval)";

/** API tokens: made in one's own name, with an end to come, and revoked once, for good. */
export const tokening: Attempts = (_world, person) => {
  const own = person.sub === null ? 0 : 1;
  const make = (about: string, owner: string, lasts: string, may: boolean): Attempt => ({ about, text: TOKEN, values: [owner, SHA256, lasts], expected: taken(may) });
  const revoke = { text: "UPDATE api_token SET revoked_at = '2020-01-01'", values: [] };
  return [
    make("make a token", nameOf(person), "1 day", person.sub !== null),
    make("make a token that has ended", nameOf(person), "-1 day", false),
    make("make a token in another's name", "s0", "1 day", false),
    { about: "revoke all tokens", ...revoke, expected: own },
    { about: "open all tokens again", text: "UPDATE api_token SET revoked_at = NULL", values: [], expected: own ? "refused" : 0 },
    ...(own ? [{ about: "revoke all tokens again", ...revoke, first: revoke, expected: 0 }] : []),
  ];
};

/** Notices are told by whoever acts, to anybody; each marks one's own as read. */
export const telling: Attempts = (world, person) => [
  { about: "tell", text: "INSERT INTO notice (sub, kind, text) VALUES ('s0', 'proof', 'proof')", values: [], expected: taken(person.sub !== null) },
  // Without a condition no policy of reading helps.
  { about: "mark all as read", text: "UPDATE notice SET read_at = '2020-01-01'", values: [], expected: person.sub === null ? 0 : 2 },
];

/** Launches whose right ended are stopped by managers of the data, in their own name, while the right is gone. */
export const stopping: Attempts = (world, person) => {
  const reached = revocations(world).map((launched, i) => !hasItAgain(i) && mayStop(world, person, launched)).filter(Boolean).length;
  const stop = (by: string, expected: Outcome): Attempt => ({ about: `stop all launches as ${by}`, text: "UPDATE launch_revocation SET stop_asked_at = '2020-01-01', stop_asked_by = $1", values: [by], expected });
  return [stop(nameOf(person), reached), stop("s0", reached > 0 ? "refused" : 0)];
};
