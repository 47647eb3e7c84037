// Imports point downwards; see docs/architecture.md.
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from: typeof from === "string" ? { path: from } : from, to: typeof to === "string" ? { path: to } : to });
const test = "\\.test(-support)?\\.tsx?$";

module.exports = {
  forbidden: [
    rule("no-cycles", "a cycle has no bottom to begin reading at", {}, { circular: true }),
    rule("lib-below-all", "lib knows nothing of pages, components, processes and scripts", { path: "^lib/", pathNot: test }, "^(app|components|server|scripts)/"),
    rule("components-below-app", "components are used by pages, not the other way round", "^components/", "^(app|server|scripts)/"),
    rule("ui-knows-no-domain", "the primitives know no domain", "^components/ui/", "^(lib/(?!units|errors|config)|components/(?!ui/))"),
    rule("server-uses-lib", "processes beside Next use lib only", { path: "^server/", pathNot: test }, "^(app|components|scripts)/"),
    rule("no-prisma-beside-the-portal", "Prisma's first query loads a compiler of some 80 MB, which worker and files process do without", { path: "^server/", pathNot: test }, { path: "^lib/db/prisma", reachable: true }),
    rule("one-door-to-data", "only lib/embargo and the identity part of lib/auth reach the database", { path: "^(app|components|server|lib)/", pathNot: `(^lib/(db|embargo|auth)/)|${test}` }, "^lib/db/"),
    rule("fits-at-the-bottom", "lib/fits reads FITS and knows nothing above it", { path: "^lib/fits/", pathNot: test }, "^lib/(?!fits|units|errors|config)"),
    rule("gadf-on-fits", "lib/gadf knows FITS only", { path: "^lib/gadf/", pathNot: test }, "^lib/(?!gadf|fits|units|errors|config)"),
    rule("catalogue-below", "the catalogue knows neither baskets nor launches nor the lake's files beyond its backend", { path: "^lib/catalogue/", pathNot: test }, "^lib/(basket|launch)/"),
    rule("basket-below-launch", "baskets know no launches", { path: "^lib/basket/", pathNot: test }, "^lib/launch/"),
    rule("lake-below", "the lake knows no baskets and launches", { path: "^lib/datalake/", pathNot: test }, "^lib/(basket|launch)/"),
    rule("looks-beside-launch", "quick looks know no launches", { path: "^lib/looks/", pathNot: test }, "^lib/launch/"),
    rule("looks-above", "what quick looks are made of knows nothing of them", { path: "^lib/(basket|datalake|catalogue|gadf|fits|audit|embargo|auth|jobs|launch)/", pathNot: test }, "^lib/looks/"),
    rule("jobs-low", "ordering a job knows nothing of what it is for", { path: "^lib/jobs/", pathNot: test }, "^lib/(?!jobs|embargo|config|errors)"),
    rule("embargo-low", "lib/embargo decides for all and depends on none of them", { path: "^lib/embargo/", pathNot: `^lib/embargo/(grants|changes)/|${test}` }, "^lib/(?!embargo|db|config|errors|units)"),
    rule("offices-above-catalogue", "giving rights on observations and changing their clocks needs to know how they are named and searched; what decides knows nothing of either", { path: "^lib/embargo/(grants|changes)/", pathNot: test }, "^lib/(?!embargo|catalogue|http|db|config|errors|units)"),
    rule("deciding-below-offices", "the same, the other way round", { path: "^lib/(embargo/[^/]+$|catalogue/)", pathNot: test }, "^lib/embargo/(grants|changes)/"),
    rule("audit-on-embargo", "the audit stands on the embargo, which records its own changes in the database and knows nothing of it", { path: "^lib/audit/", pathNot: test }, "^lib/(?!audit|embargo/[^/]+$|config|errors|units|http/(cursor|json))"),
    rule("embargo-below-audit", "the same, the other way round", { path: "^lib/embargo/", pathNot: test }, "^lib/audit/"),
    rule("db-lowest", "lib/db knows configuration only", { path: "^lib/db/", pathNot: `(${test})|^lib/db/generated` }, "^lib/(?!db|config|errors)"),
    rule("auth-low", "lib/auth knows who asks, not what for", { path: "^lib/auth/", pathNot: test }, "^lib/(?!auth|embargo|db|config|errors|units)"),
    rule("announcements-alone", "what operators announce shows while everything else is away", { path: "^lib/announce/", pathNot: test }, "^lib/(?!announce|units|errors|config)"),
    rule("searches-on-top", "saved searches stand on catalogue and notices; none of those knows them", { path: "^lib/(catalogue|embargo|basket|launch|datalake)/", pathNot: test }, "^lib/searches/"),
    rule("demo-before-client", "the demo makes the database's generated client: what it begins with can not need it", "^scripts/demo/", { path: "^(scripts/postgres/migrate\\.ts|lib/(db|embargo|jobs)/)", dependencyTypesNot: ["dynamic-import", "type-only"] }),
    rule("everyones-own", "units, errors and configuration depend on nobody", "^lib/(units|errors|config)/", "^lib/(?!units|errors|config)"),
  ],
  options: { doNotFollow: { path: "node_modules" }, exclude: { path: "^lib/db/generated|\\.next" }, tsConfig: { fileName: "tsconfig.json" }, tsPreCompilationDeps: true },
};
