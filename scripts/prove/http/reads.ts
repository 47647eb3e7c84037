import { discovers, discoversProduct, reads, readsProduct, seesCollection, seesProject } from "../oracle";
import { type Question, sorted } from "../read";
import { launchesOf } from "../belongings";
import { datasetId, datasetsOf, seenIn } from "../datasets";
import { uuidOf } from "../keys";
import { stored } from "../reads/basket";
import { didsOf, shown } from "../reads/manifests";
import { codesSeen } from "../reads/observations";
import type { Person, Product, World } from "../world";
import { fileBytes } from "../rows";
import { get, type Told } from "./ask";

const idsIn = (text: string) => sorted(new Set([...text.matchAll(/\bc\d+:\d+\b/g)].map(([id]) => id)));
const addresses = /\/files\/(c\d+)\/(r\d+)\/([A-Za-z0-9/_.-]+)/g;
const didsIn = (text: string) => sorted(new Set([...text.matchAll(addresses)].map(([, scope, release, name]) => `${scope}:${release}/${name}`)));
/** What a hidden thing and one that never was answer, to the last letter but the request's own number and address. */
const nothing = { status: 404, type: "application/problem+json" };
const refused = ({ status, headers }: Told) => ({ status, type: headers.get("content-type")?.split(";")[0] });

/** What HTTP adds: routes, formats, statuses, and the bytes themselves. `portal` and `files` are where they are asked for. */
export function httpQuestions(world: World, person: Person, token: string | null, portal: string, files: string): Question[] {
  const api = (path: string) => get(`${portal}/api/v1${path}`, token);
  const seen = world.observations.filter((o) => discovers(world, person, o));
  const ids = sorted(seen.map(({ id }) => id));
  const lists: Question[] = [
    ...["", "?format=csv", "?format=votable"].map((query) => ({ about: `GET /observations${query}`, expected: ids, got: async () => idsIn((await api(`/observations${query}`)).text) })),
    { about: "GET /observations?access=readable", expected: sorted(seen.filter((o) => reads(world, person, o)).map(({ id }) => id)), got: async () => idsIn((await api("/observations?access=readable")).text) },
    ...world.projects.map(({ code }) => ({ about: `GET /observations?project=${code}`, expected: sorted(seen.filter((o) => codesSeen(world, person, o).includes(code)).map(({ id }) => id)), got: async () => idsIn((await api(`/observations?project=${code}`)).text) })),
    { about: "GET /projects", expected: world.projects.filter((p) => seesProject(world, person, p)).map(({ code }) => code), got: async () => ((await api("/projects")).json() as { items: { code: string }[] }).items.map(({ code }) => code) },
    { about: "GET /observations/facets", expected: seen.length, got: async () => ((await api("/observations/facets")).json() as { instrument: { count: number }[] }).instrument.reduce((sum, { count }) => sum + count, 0) },
  ];
  const single = world.observations.flatMap((o): Question[] =>
    ["", "/products", "/access"].map((part) => ({ about: `GET /observations/${o.id}${part}`, expected: seen.includes(o) ? { status: 200, type: "application/json" } : nothing, got: async () => refused(await api(`/observations/${o.id}${part}`)) })),
  );
  const grouped = datasetsOf(world).slice(0, 4).flatMap((d): Question[] => {
    const found = sorted(seenIn(world, person, d).map(({ id }) => id));
    return [
      { about: `GET /datasets/${datasetId(d)}`, expected: found.length > 0 ? { status: 200, type: "application/json" } : nothing, got: async () => refused(await api(`/datasets/${encodeURIComponent(datasetId(d))}`)) },
      { about: `GET /observations?dataset=${datasetId(d)}`, expected: found, got: async () => idsIn((await api(`/observations?dataset=${encodeURIComponent(datasetId(d))}`)).text) },
    ];
  });
  const hidden = world.observations.find((o) => !seen.includes(o));
  const alike: Question[] = hidden ? [{ about: `${hidden.id} is like none`, expected: true, got: async () => withoutNames((await api(`/observations/${hidden.id}`)).text) === withoutNames((await api(`/observations/${hidden.collection}:999999`)).text) }] : [];
  return [...lists, ...single.slice(0, 6), ...grouped, ...alike, ...world.products.slice(0, 5).map((p) => bytes(world, person, p, `${files}/files/${p.collection}/r${p.releases}/${p.name}`, token)), ...manifests(world, person, api), ...(person.sub === null ? [] : own(world, person, api, portal, token))];
}

/** Problems name the request; nothing else in them may differ. */
const withoutNames = (text: string) => text.replace(/"(requestId|instance)":"[^"]*"/g, "");

function bytes(world: World, person: Person, p: Product, url: string, token: string | null): Question {
  const named = world.collections.some((c) => c.name === p.collection && seesCollection(world, person, c));
  const status = named && readsProduct(world, person, p) ? 200 : named && discoversProduct(world, person, p) ? 403 : 404;
  return {
    about: `GET ${new URL(url).pathname}`,
    expected: status === 200 ? { status, length: fileBytes } : { status },
    got: async () => {
      const told = await get(url, token);
      return told.status === 200 ? { status: 200, length: told.text.length } : { status: told.status };
    },
  };
}

/** A link leads each to what that person may read. */
function manifests(world: World, person: Person, api: (path: string) => Promise<Told>): Question[] {
  return launchesOf(world).map((launched, i) => {
    const expected = shown(world, person, launched);
    return {
      about: `GET /manifests/{id}, a link that is ${launched.link}`,
      expected: expected ? { status: 200, type: "application/json", dids: didsOf(expected.files) } : { ...nothing, dids: [] },
      got: async () => {
        const told = await api(`/manifests/${uuidOf("manifest", i)}`);
        return { ...refused(told), dids: didsIn(told.text) };
      },
    };
  });
}

function own(world: World, person: Person, api: (path: string) => Promise<Told>, portal: string, token: string | null): Question[] {
  const dids = sorted(stored(world, person).files.map((p) => `${p.collection}:r${p.releases}/${p.name}`));
  const exported = (["json", "csv", "metalink", "sh", "esap"] as const).map((format) => ({
    about: `GET /basket/manifest?format=${format}`,
    expected: dids,
    got: async () => didsIn((await api(`/basket/manifest?format=${format}`)).text),
  }));
  return [...exported, { about: "GET /esap-api/accounts/user-profiles/", expected: dids, got: async () => didsIn((await get(`${portal}/esap-api/accounts/user-profiles/`, token)).text) }];
}
