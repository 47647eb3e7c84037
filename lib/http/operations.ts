import type { z } from "zod";
import { auditQuerySchema, collectionAuditQuerySchema } from "@/lib/audit/schemas";
import { apiTokenBodySchema } from "@/lib/auth/api-tokens/schemas";
import { archiveQuerySchema, basketAddSchema, basketBodySchema, basketPageSchema, basketPatchSchema, basketRemoveSchema, manifestBodySchema, manifestPageSchema, manifestQuerySchema } from "@/lib/basket/schemas";
import { clocksQuerySchema, importQuerySchema, managedProjectQuerySchema, placedQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { changeQuerySchema, changeRequestSchema, decisionRequestSchema, whatIfRequestSchema } from "@/lib/embargo/changes/schemas";
import { datasetQuerySchema } from "@/lib/catalogue/dataset-schemas";
import { completionQuerySchema } from "@/lib/catalogue/completion-schemas";
import { accessQuerySchema, facetQuerySchema, irfMatchRequestSchema, observationQuerySchema, projectQuerySchema } from "@/lib/catalogue/schemas";
import { targetQuerySchema } from "@/lib/catalogue/targets/schemas";
import { deputyBodySchema, grantBodySchema, grantChangeSchema, grantPageSchema, noticeChangeSchema, noticeQuerySchema, requestAnswerSchema, requestBodySchema, requestQuerySchema, revocationSchema, selectionBodySchema, selectionChangeSchema } from "@/lib/embargo/grants/schemas";
import { launchChangeSchema, launchEventsQuerySchema, launchPageSchema, launchRequestSchema, redeemRequestSchema, stagingProgressSchema } from "@/lib/launch/schemas";
import { affectedQuerySchema } from "@/lib/launch/revocation/schemas";
import { hdusQuerySchema, lookQuerySchema } from "@/lib/looks/schemas";
import { worthQuerySchema } from "@/lib/looks/worth/schema";
import { searchBodySchema, searchChangeSchema } from "@/lib/searches/schemas";
import type { AnswerName } from "./answers";

/** Who may ask: everybody; somebody signed in; a session that stages, by its ticket or token. */
type Caller = "anyone" | "signed-in" | "ticket" | "staging-token";

/** One route of the API, as its documentation describes it. */
export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly caller: Caller;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Of a body that is no JSON. */
  readonly bodyMediaType?: string;
  /** The status of success and what comes with it; without a name the answer has no JSON body. */
  readonly status: number;
  readonly answer?: AnswerName;
  /** Other media types of the same answer, chosen by `format`, or its only ones. */
  readonly mediaTypes?: readonly string[];
  readonly takesIfMatch?: true;
  /** What can go wrong beyond what can go wrong with every request. */
  readonly problems?: readonly number[];
}

const anyone = { caller: "anyone", status: 200 } as const;
const signedIn = { caller: "signed-in", status: 200 } as const;

/** Every route of `app/api/v1`, by method and path; a test holds the two against each other. */
export const operations: Readonly<Record<string, Operation>> = {
  "GET /me": { ...anyone, id: "me", summary: "Who the portal takes the caller for", answer: "Me" },
  "GET /observations": { ...anyone, id: "searchObservations", summary: "Search observations; CSV and VOTable hold all that is found, JSON one page", query: observationQuerySchema, answer: "ObservationList", mediaTypes: ["text/csv", "application/x-votable+xml"] },
  "GET /observations/facets": { ...anyone, id: "observationFacets", summary: "Counts per project, instrument and target for the same search", query: facetQuerySchema, answer: "Facets" },
  "GET /banners": { ...anyone, id: "listBanners", summary: "What the portal's operators announce now, e.g. maintenance", answer: "BannerList" },
  "GET /completion": { ...anyone, id: "complete", summary: "What of the catalogue that the caller may see begins so: project codes, targets, instruments, collections", query: completionQuerySchema, answer: "Completion" },
  "GET /targets": { ...anyone, id: "resolveTarget", summary: "Where a target of this name is on the sky: from the portal's list of TeV sources, else by CDS Sesame where that is configured", query: targetQuerySchema, answer: "TargetAnswer" },
  "GET /observations/density": { ...anyone, id: "observationDensity", summary: "Where on the sky the same search's observations lie: counts by HEALPix cell, and each by itself where they are few", query: facetQuerySchema, answer: "Density" },
  "GET /observations/timeline": { ...anyone, id: "observationTimeline", summary: "When the same search's observations began: counts by bins of days", query: facetQuerySchema, answer: "Timeline" },
  "GET /observations/{id}": { ...anyone, id: "getObservation", summary: "One observation", answer: "Observation", problems: [404] },
  "GET /observations/{id}/products": { ...anyone, id: "listProducts", summary: "Its files: event list, IRFs, logs, metadata, provenance, terms of use", answer: "ProductList", problems: [404] },
  "GET /observations/{id}/access": { ...anyone, id: "explainAccess", summary: "Why the caller, or for its managers another person, can or can not see and read it", query: accessQuerySchema, answer: "AccessReport", problems: [404] },
  "GET /observations/{id}/looks/{look}": { ...anyone, id: "lookAtObservation", summary: "A quick look at its events (events, theta-squared) or responses (aeff, edisp, psf, bkg), for those who may read the file", query: lookQuerySchema, answer: "Look", problems: [403, 404, 422] },
  "GET /products/{id}/hdus": { ...anyone, id: "listHdus", summary: "The HDUs of a FITS file that the caller may read: headers and columns. Slashes of the product's id are percent-encoded", query: hdusQuerySchema, answer: "HdusLook", problems: [403, 404, 422] },
  "GET /products/{id}/hdus/{hdu}": { ...anyone, id: "firstRows", summary: "The first rows of one of its tables, by the number of the HDU from 0", query: hdusQuerySchema, answer: "RowsLook", problems: [403, 404, 422] },
  "POST /irf-matches": { ...anyone, id: "matchIrfs", summary: "The IRFs that belong to observations, by which rule, and what does not fit", body: irfMatchRequestSchema, answer: "IrfMatchResponse" },
  "GET /datasets": { ...anyone, id: "listDatasets", summary: "The datasets and containers of the data lake of which the caller sees an observation", query: datasetQuerySchema, answer: "DatasetList" },
  "GET /datasets/{id}": { ...anyone, id: "getDataset", summary: "One dataset or container; its observations are GET /observations?dataset=", answer: "Dataset", problems: [404] },
  "GET /projects": { ...anyone, id: "listProjects", summary: "The projects of which the caller sees anything", query: projectQuerySchema, answer: "ProjectList" },
  "GET /projects/{code}": { ...anyone, id: "getProject", summary: "One project", answer: "Project", problems: [404] },
  "GET /projects/{code}/clocks": { ...anyone, id: "getProjectClocks", summary: "When its descriptions and data open to everybody, and what holds them", answer: "ProjectClocks", problems: [404] },
  "GET /projects/{code}/grants": { ...signedIn, id: "listProjectGrants", summary: "The grants on a project and its observations that the caller may know of, newest first", query: grantPageSchema, answer: "GrantList", problems: [404] },
  "POST /projects/{code}/grants": { ...signedIn, status: 201, id: "giveProjectGrant", summary: "Give a person or a group a right on a project or observations of it", body: grantBodySchema, answer: "Grant", problems: [403, 404, 409] },
  "GET /projects/{code}/deputies": { ...signedIn, id: "listDeputies", summary: "Whom the PI lets act for the project", answer: "DeputyList", problems: [404] },
  "POST /projects/{code}/deputies": { ...signedIn, status: 201, id: "nameDeputy", summary: "Let a member act for the project", body: deputyBodySchema, answer: "DeputyList", problems: [403, 404, 409] },
  "DELETE /projects/{code}/deputies": { ...signedIn, id: "dropDeputy", summary: "Let a deputy act no more", body: deputyBodySchema, answer: "DeputyList", problems: [403, 404] },
  "GET /projects/{code}/team": { ...signedIn, id: "getTeam", summary: "PI, deputies and members as the identity service last said, for who leads or manages the project", answer: "Team", problems: [404] },
  "GET /collections/{name}/grants": { ...signedIn, id: "listCollectionGrants", summary: "The grants on a collection and its observations that the caller may know of, newest first", query: grantPageSchema, answer: "GrantList", problems: [404] },
  "POST /collections/{name}/grants": { ...signedIn, status: 201, id: "giveCollectionGrant", summary: "Give a person or a group a right on a collection or observations of it", body: grantBodySchema, answer: "Grant", problems: [403, 404, 409] },
  "GET /collections/{name}/loads": { ...signedIn, id: "listCollectionLoads", summary: "The loads of the collection's store that its managers asked for, newest first, with what came of each", answer: "CollectionLoadList", problems: [404] },
  "POST /collections/{name}/loads": { ...signedIn, status: 202, id: "loadCollection", summary: "Ask that the collection's store be loaded again, from where the operators keep it; for its managers", answer: "CollectionLoad", problems: [404, 409] },
  "PATCH /grants/{id}": { ...signedIn, id: "changeGrant", summary: "Shorten or prolong a grant", body: grantChangeSchema, answer: "Grant", problems: [403, 404, 409] },
  "DELETE /grants/{id}": { ...signedIn, id: "revokeGrant", summary: "Revoke a grant at once", body: revocationSchema, answer: "Grant", problems: [403, 404, 409] },
  "GET /searches": { ...signedIn, id: "listSearches", summary: "The caller's saved searches by name, then the last ones that were made", answer: "SavedSearchList" },
  "POST /searches": { ...signedIn, status: 201, id: "saveSearch", summary: "Keep a search under a name, and watch it for new results if that is wanted; without a name, remember it as the last one", body: searchBodySchema, answer: "SavedSearch", problems: [409] },
  "PATCH /searches/{id}": { ...signedIn, id: "changeSearch", summary: "Name it, begin or end to watch it, or note that it was opened", body: searchChangeSchema, answer: "SavedSearch", problems: [404, 409] },
  "DELETE /searches/{id}": { ...signedIn, status: 204, id: "forgetSearch", summary: "Forget it", problems: [404] },
  "GET /selections": { ...signedIn, id: "listSelections", summary: "The caller's saved selections of observations, by name", answer: "SelectionList" },
  "POST /selections": { ...signedIn, status: 201, id: "saveSelection", summary: "Save observations under a name, by id or all results of a search", body: selectionBodySchema, answer: "SelectionDetail", problems: [404, 409, 413] },
  "GET /selections/{id}": { ...signedIn, id: "getSelection", summary: "One of the caller's saved selections", answer: "SelectionDetail", problems: [404] },
  "PATCH /selections/{id}": { ...signedIn, id: "changeSelection", summary: "Rename it, add observations, or take some out; grants on it follow", body: selectionChangeSchema, answer: "SelectionDetail", problems: [404, 409, 413] },
  "DELETE /selections/{id}": { ...signedIn, status: 204, id: "discardSelection", summary: "Forget it, unless a live grant rests on it", problems: [404, 409] },
  "GET /requests": { ...signedIn, id: "listRequests", summary: "What the caller asked for, and what the caller may answer, newest first", query: requestQuerySchema, answer: "RequestList" },
  "POST /requests": { ...signedIn, status: 201, id: "ask", summary: "Ask for access to visible observations (one request per project), or, as PI or deputy, for another date", body: requestBodySchema, answer: "RequestsMade", problems: [403, 404, 409, 429] },
  "PATCH /requests/{id}": { ...signedIn, id: "answerRequest", summary: "Grant, refuse or withdraw a request; granting access makes the grant", body: requestAnswerSchema, answer: "Request", problems: [403, 404, 409] },
  "GET /notices": { ...signedIn, id: "listNotices", summary: "What the caller was told, newest first", query: noticeQuerySchema, answer: "NoticeList" },
  "PATCH /notices/{id}": { ...signedIn, id: "readNotice", summary: "Mark a notice as read", body: noticeChangeSchema, answer: "Notice", problems: [404] },
  "POST /notices/read-all": { ...signedIn, id: "readAllNotices", summary: "Mark all notices as read", answer: "NoticesRead" },
  "GET /projects/{code}/audit": { ...signedIn, id: "projectAudit", summary: "What was done with a project's rights and data, newest first; for its PI, deputies and managers. CSV holds all of it", query: auditQuerySchema, answer: "AuditList", mediaTypes: ["text/csv"], problems: [404] },
  "GET /audit": { ...signedIn, id: "collectionAudit", summary: "The same for a collection: what belongs to no project, and files that projects share; for its managers", query: collectionAuditQuerySchema, answer: "AuditList", mediaTypes: ["text/csv"], problems: [404] },
  "GET /basket": { ...signedIn, id: "getBasket", summary: "The caller's current basket, with each item's state now", query: basketPageSchema, answer: "Basket" },
  "POST /basket/items": { ...signedIn, id: "addToBasket", summary: "Add items to the current basket by id, all results of a search, or what a manifest pins", body: basketAddSchema, answer: "BasketChange", takesIfMatch: true, problems: [404, 412, 413] },
  "DELETE /basket/items": { ...signedIn, id: "removeFromBasket", summary: "Remove items by id, or all", body: basketRemoveSchema, answer: "BasketChange", takesIfMatch: true, problems: [412] },
  "GET /basket/manifest": { ...signedIn, id: "getManifest", summary: "The files that make the basket's data store, or what an earlier manifest lacks of it", query: manifestQuerySchema, answer: "Manifest", mediaTypes: ["text/csv", "application/metalink4+xml", "text/x-shellscript"], problems: [404] },
  "GET /basket/archive": { ...signedIn, status: 307, id: "getArchive", summary: "The basket's data store as one ZIP or tar: on to the files process, with a permit; ranges, for a download that broke off", query: archiveQuerySchema, mediaTypes: [] },
  "GET /basket/news": { ...signedIn, id: "getNews", summary: "What the current basket's search finds now that the basket does not hold", answer: "BasketNews", problems: [409] },
  "POST /basket/news": { ...signedIn, id: "addNews", summary: "Add that, with IRFs if the search was added with them", answer: "BasketChange", takesIfMatch: true, problems: [409, 412, 413] },
  "GET /baskets": { ...signedIn, id: "listBaskets", summary: "The caller's baskets, by name", answer: "BasketList" },
  "POST /baskets": { ...signedIn, status: 201, id: "createBasket", summary: "Make a basket, empty or as a copy of another, and make it the current one unless that is declined", body: basketBodySchema, answer: "BasketSummary", problems: [404, 409] },
  "GET /baskets/{id}": { ...signedIn, id: "getBasketById", summary: "One of the caller's baskets, with each item's state now", query: basketPageSchema, answer: "Basket", problems: [404] },
  "PATCH /baskets/{id}": { ...signedIn, id: "changeBasket", summary: "Rename it, make it the current one, or let it forget its search", body: basketPatchSchema, answer: "BasketSummary", takesIfMatch: true, problems: [404, 409, 412] },
  "DELETE /baskets/{id}": { ...signedIn, status: 204, id: "deleteBasket", summary: "Delete it with what is in it; the only one stays", takesIfMatch: true, problems: [404, 409, 412] },
  "POST /baskets/{id}/items": { ...signedIn, id: "addToBasketById", summary: "Add items by id, all results of a search, or what a manifest pins", body: basketAddSchema, answer: "BasketChange", takesIfMatch: true, problems: [404, 412, 413] },
  "DELETE /baskets/{id}/items": { ...signedIn, id: "removeFromBasketById", summary: "Remove items by id, or all", body: basketRemoveSchema, answer: "BasketChange", takesIfMatch: true, problems: [404, 412] },
  "GET /baskets/{id}/manifest": { ...signedIn, id: "getManifestOfBasket", summary: "The files that make its data store, or what an earlier manifest lacks of it", query: manifestQuerySchema, answer: "Manifest", mediaTypes: ["text/csv", "application/metalink4+xml", "text/x-shellscript"], problems: [404] },
  "GET /baskets/{id}/archive": { ...signedIn, status: 307, id: "getArchiveOfBasket", summary: "Its data store as one ZIP or tar, likewise", query: archiveQuerySchema, mediaTypes: [], problems: [404] },
  "GET /baskets/{id}/news": { ...signedIn, id: "getNewsOfBasket", summary: "What its search finds now that it does not hold", answer: "BasketNews", problems: [404, 409] },
  "POST /baskets/{id}/news": { ...signedIn, id: "addNewsToBasket", summary: "Add that, with IRFs if the search was added with them", answer: "BasketChange", takesIfMatch: true, problems: [404, 409, 412, 413] },
  "GET /baskets/{id}/worth": { ...signedIn, id: "weighBasket", summary: "What it is worth, as server-sent events (WorthEvent): livetime per target, zenith and threshold at once, then the exposure on the sky at an energy, with progress; it ends with the request", query: worthQuerySchema, mediaTypes: ["text/event-stream"], problems: [404] },
  "GET /manifests": { ...signedIn, id: "listManifests", summary: "The caller's kept manifests, newest first, with what of each may be read now", query: manifestPageSchema, answer: "ManifestList" },
  "POST /manifests": { ...signedIn, status: 201, id: "createManifest", summary: "Keep a basket as a manifest, and make its link if that is wanted", body: manifestBodySchema, answer: "ManifestSummary", problems: [404, 409] },
  "GET /manifests/{id}": { ...anyone, id: "getSharedManifest", summary: "A manifest of the caller's own or a shared one, made of what the caller may read now, and how to cite it", answer: "SharedManifest", problems: [404] },
  "GET /manifests/{id}/export": { ...signedIn, id: "exportManifest", summary: "The same as files that make a data store", query: manifestQuerySchema, answer: "Manifest", mediaTypes: ["text/csv", "application/metalink4+xml", "text/x-shellscript"], problems: [404] },
  "POST /manifests/{id}/link": { ...signedIn, id: "shareManifest", summary: "Make the link to a manifest of the caller's own; it gives nobody a right", answer: "ManifestSummary", problems: [404, 409] },
  "DELETE /manifests/{id}/link": { ...signedIn, id: "endLink", summary: "End it: nobody else is shown anything by it any more", answer: "ManifestSummary", problems: [404] },
  "POST /launches/plan": { ...signedIn, id: "planLaunch", summary: "What a launch of the basket would stage, and what blocks it", body: launchRequestSchema, answer: "LaunchPlan", problems: [404, 409] },
  "POST /launches": { ...signedIn, id: "startLaunch", summary: "Launch the basket into a notebook service", body: launchRequestSchema, status: 202, answer: "Launch", problems: [404, 409, 413] },
  "GET /launches": { ...signedIn, id: "listLaunches", summary: "The caller's launches, newest first", query: launchPageSchema, answer: "LaunchList" },
  "GET /launches/{id}": { ...signedIn, id: "getLaunch", summary: "One launch", answer: "Launch", problems: [404] },
  "DELETE /launches/{id}": { ...signedIn, id: "stopLaunch", summary: "Stop it; 202 while its server is still to go", answer: "Launch", problems: [404] },
  "PATCH /launches/{id}": { ...signedIn, id: "prolongLaunch", summary: "Move its end and that of its data at a storage site, within what its service allows; or begin without waiting for its data", body: launchChangeSchema, answer: "Launch", problems: [404, 409] },
  "GET /launches/{id}/open": { ...signedIn, status: 303, id: "openLaunch", summary: "On to its notebook", problems: [404, 409] },
  "GET /launches/{id}/log": { ...signedIn, id: "getBuildLog", summary: "What its service said while it built, the last lines", mediaTypes: ["text/plain"], problems: [404] },
  "GET /launches/{id}/events": { ...signedIn, id: "followLaunch", summary: "Its story as server-sent events, each a LaunchEvent with its seq as id", query: launchEventsQuerySchema, mediaTypes: ["text/event-stream"], problems: [404] },
  "GET /notebook-services": { ...anyone, id: "listNotebookServices", summary: "Where one can launch", answer: "NotebookServiceList" },
  "GET /environments": { ...anyone, id: "listEnvironments", summary: "With which software, of the services' own and of the catalogue", answer: "EnvironmentList" },
  "GET /analyses": { ...anyone, id: "listAnalyses", summary: "The notebooks to begin with", answer: "AnalysisList" },
  "GET /files/{scope}/{name}": { ...anyone, status: 307, id: "getFile", summary: "A file's bytes: on to the files process, with a permit for this file and caller", mediaTypes: [] },
  "POST /staging/tickets/redeem": { caller: "ticket", status: 200, id: "redeemTicket", summary: "A launch's ticket for a staging token and the manifest", body: redeemRequestSchema, answer: "RedeemResponse", problems: [403, 409] },
  "POST /staging/progress": { caller: "staging-token", status: 204, id: "reportProgress", summary: "Progress from a session that stages", body: stagingProgressSchema },
  "GET /embargo/projects": { ...signedIn, id: "listManagedProjects", summary: "The projects whose embargo the caller manages, with clocks and what opens next", query: managedProjectQuerySchema, answer: "ManagedProjectList", problems: [404] },
  "POST /embargo/changes/what-if": { ...signedIn, id: "tryEmbargoChange", summary: "What a change of the embargo would do, and to whom, before anything is changed", body: whatIfRequestSchema, answer: "EmbargoEffect", problems: [404, 409] },
  "POST /embargo/changes": { ...signedIn, id: "makeEmbargoChange", summary: "Make a change: it holds at once, or waits for a second manager", body: changeRequestSchema, status: 201, answer: "EmbargoChange", problems: [404, 409] },
  "GET /embargo/changes": { ...signedIn, id: "listEmbargoChanges", summary: "Changes of what the caller manages, newest first", query: changeQuerySchema, answer: "EmbargoChangeList", problems: [404] },
  "GET /embargo/changes/{id}": { ...signedIn, id: "getEmbargoChange", summary: "One change; while it waits, with what it would do now", answer: "EmbargoChange", problems: [404] },
  "POST /embargo/changes/{id}/approve": { ...signedIn, id: "approveEmbargoChange", summary: "Agree to another manager's change, which then holds", body: decisionRequestSchema, answer: "EmbargoChange", problems: [404, 409] },
  "POST /embargo/changes/{id}/refuse": { ...signedIn, id: "refuseEmbargoChange", summary: "Refuse another manager's change", body: decisionRequestSchema, answer: "EmbargoChange", problems: [404, 409] },
  "POST /embargo/changes/{id}/withdraw": { ...signedIn, id: "withdrawEmbargoChange", summary: "Take back one's own change while it waits", body: decisionRequestSchema, answer: "EmbargoChange", problems: [404, 409] },
  "POST /embargo/changes/{id}/undo": { ...signedIn, id: "undoEmbargoChange", summary: "Put back what was before, while nothing newer stands on it and nothing has become public by it", body: decisionRequestSchema.omit({ expect: true }), answer: "EmbargoChange", problems: [404, 409] },
  "GET /embargo/clocks.csv": { ...signedIn, id: "exportClocks", summary: "The clocks of the caller's projects, or the dates of one project's observations, as CSV", query: clocksQuerySchema, mediaTypes: ["text/csv"], problems: [404] },
  "POST /embargo/clocks/import": { ...signedIn, id: "importClocks", summary: "Take such a file in: every line is checked, a dry run tells what it would do, and it is one change", query: importQuerySchema, bodyMediaType: "text/csv", answer: "ClockImport", problems: [404, 409, 413, 422] },
  "GET /embargo/holds": { ...signedIn, id: "listHolds", summary: "Holds on what the caller manages", query: placedQuerySchema, answer: "EmbargoHoldList", problems: [404] },
  "GET /embargo/denials": { ...signedIn, id: "listDenials", summary: "Persons to whom what the caller manages is denied", query: placedQuerySchema, answer: "EmbargoDenialList", problems: [404] },
  "GET /embargo/launches": { ...signedIn, id: "listAffectedLaunches", summary: "Launches that hold data of the caller's collections or projects to which their owner has lost the right", query: affectedQuerySchema, answer: "AffectedLaunchList", problems: [404] },
  "DELETE /embargo/launches/{id}": { ...signedIn, id: "stopAffectedLaunch", summary: "Stop such a launch: accepted, and done within a moment", status: 202, problems: [404] },
  "GET /embargo/canaries": { ...signedIn, id: "listCanaryRuns", summary: "Whether observations that nobody may see were seen from outside, by run", answer: "CanaryRunList", problems: [404] },
  "GET /tokens": { ...signedIn, id: "listApiTokens", summary: "The caller's API tokens, newest first; never their secrets", answer: "ApiTokenList" },
  "POST /tokens": { ...signedIn, status: 201, id: "makeApiToken", summary: "Make an API token, in the browser only; its secret is in this answer and never again", body: apiTokenBodySchema, answer: "ApiTokenMade", problems: [403, 409] },
  "DELETE /tokens/{id}": { ...signedIn, status: 204, id: "revokeApiToken", summary: "Revoke an API token at once and for good", problems: [404] },
  "GET /device-login": { ...anyone, id: "deviceLogin", summary: "How a script without a browser signs in at the identity service", answer: "DeviceLogin" },
  "GET /openapi.json": { ...anyone, id: "openApi", summary: "This document", mediaTypes: ["application/json"] },
};
