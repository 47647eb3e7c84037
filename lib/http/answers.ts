import { z } from "zod";
import { bannerListSchema } from "@/lib/announce/schemas";
import { auditEntrySchema, auditListSchema, auditPersonSchema } from "@/lib/audit/schemas";
import { apiTokenListSchema, apiTokenMadeSchema, apiTokenSchema } from "@/lib/auth/api-tokens/schemas";
import { deviceLoginSchema, meSchema } from "@/lib/auth/schemas";
import { basketChangeSchema, basketItemSchema, basketListSchema, basketNewsSchema, basketSchema, basketSummarySchema, manifestFileSchema, manifestProblemSchema, manifestSchema, manifestSummarySchema, sharedManifestSchema } from "@/lib/basket/schemas";
import { datasetListSchema, datasetSchema } from "@/lib/catalogue/dataset-schemas";
import { completionSchema } from "@/lib/catalogue/completion-schemas";
import { collectionLoadListSchema, collectionLoadSchema } from "@/lib/catalogue/load-again/schemas";
import { accessReportSchema, accessSchema, facetsSchema, irfComponentSchema, irfMatchResponseSchema, irfMatchSchema, listSchema, observationListSchema, observationSchema, productSchema, projectClocksSchema, projectListSchema, projectSchema, wholeListSchema } from "@/lib/catalogue/schemas";
import { densitySchema, timelineSchema } from "@/lib/catalogue/spread-schemas";
import { targetAnswerSchema, targetSchema } from "@/lib/catalogue/targets/schemas";
import { clockImportSchema, embargoDenialSchema, embargoHoldSchema, managedProjectSchema } from "@/lib/embargo/changes/office-schemas";
import { effectSchema, embargoChangeSchema } from "@/lib/embargo/changes/schemas";
import { deputyListSchema, grantListSchema, grantSchema, noticeListSchema, noticeSchema, noticesReadSchema, requestListSchema, requestSchema, requestsMadeSchema, selectionDetailSchema, selectionListSchema, teamSchema } from "@/lib/embargo/grants/schemas";
import { canaryLeakSchema, canaryRunListSchema, canaryRunSchema } from "@/lib/embargo/canary/schemas";
import { affectedLaunchSchema } from "@/lib/launch/revocation/schemas";
import { analysisSchema, environmentListSchema, environmentSchema, launchEventSchema, launchPlanSchema, launchProblemSchema, launchProgressSchema, launchSchema, notebookServiceSchema, redeemResponseSchema } from "@/lib/launch/schemas";
import { hdusAnswerSchema, lookAnswerSchema, rowsAnswerSchema } from "@/lib/looks/schemas";
import { worthEventSchema } from "@/lib/looks/worth/schema";
import { savedSearchListSchema, savedSearchSchema } from "@/lib/searches/schemas";

/** RFC 9457; `type` is stable, `requestId` is what to quote to an operator. */
const problemSchema = z.looseObject({ type: z.string(), title: z.string(), status: z.number().int(), detail: z.string(), requestId: z.string() });

/** What the API answers with, by the names of its documentation. */
export const answers = {
  Problem: problemSchema,
  Me: meSchema,
  DeviceLogin: deviceLoginSchema,
  ApiToken: apiTokenSchema,
  ApiTokenList: apiTokenListSchema,
  ApiTokenMade: apiTokenMadeSchema,
  Access: accessSchema,
  Observation: observationSchema,
  ObservationList: observationListSchema,
  Facets: facetsSchema,
  BannerList: bannerListSchema,
  Completion: completionSchema,
  Target: targetSchema,
  TargetAnswer: targetAnswerSchema,
  Density: densitySchema,
  Timeline: timelineSchema,
  Product: productSchema,
  ProductList: listSchema(productSchema),
  Look: lookAnswerSchema,
  HdusLook: hdusAnswerSchema,
  RowsLook: rowsAnswerSchema,
  WorthEvent: worthEventSchema,
  AccessReport: accessReportSchema,
  IrfComponent: irfComponentSchema,
  IrfMatch: irfMatchSchema,
  IrfMatchResponse: irfMatchResponseSchema,
  Project: projectSchema,
  ProjectList: projectListSchema,
  ProjectClocks: projectClocksSchema,
  Dataset: datasetSchema,
  DatasetList: datasetListSchema,
  Grant: grantSchema,
  GrantList: grantListSchema,
  CollectionLoad: collectionLoadSchema,
  CollectionLoadList: collectionLoadListSchema,
  DeputyList: deputyListSchema,
  Team: teamSchema,
  SavedSearch: savedSearchSchema,
  SavedSearchList: savedSearchListSchema,
  SelectionList: selectionListSchema,
  SelectionDetail: selectionDetailSchema,
  Request: requestSchema,
  RequestList: requestListSchema,
  RequestsMade: requestsMadeSchema,
  Notice: noticeSchema,
  NoticeList: noticeListSchema,
  NoticesRead: noticesReadSchema,
  AuditPerson: auditPersonSchema,
  AuditEntry: auditEntrySchema,
  AuditList: auditListSchema,
  BasketItem: basketItemSchema,
  Basket: basketSchema,
  BasketChange: basketChangeSchema,
  BasketSummary: basketSummarySchema,
  BasketList: basketListSchema,
  BasketNews: basketNewsSchema,
  ManifestFile: manifestFileSchema,
  ManifestProblem: manifestProblemSchema,
  Manifest: manifestSchema,
  ManifestSummary: manifestSummarySchema,
  ManifestList: listSchema(manifestSummarySchema),
  SharedManifest: sharedManifestSchema,
  LaunchProblem: launchProblemSchema,
  LaunchProgress: launchProgressSchema,
  LaunchPlan: launchPlanSchema,
  Launch: launchSchema,
  LaunchList: listSchema(launchSchema),
  LaunchEvent: launchEventSchema,
  AffectedLaunch: affectedLaunchSchema,
  AffectedLaunchList: listSchema(affectedLaunchSchema),
  NotebookService: notebookServiceSchema,
  NotebookServiceList: z.object({ items: z.array(notebookServiceSchema) }),
  Environment: environmentSchema,
  EnvironmentList: environmentListSchema,
  Analysis: analysisSchema,
  AnalysisList: z.object({ items: z.array(analysisSchema) }),
  RedeemResponse: redeemResponseSchema,
  EmbargoEffect: effectSchema,
  EmbargoChange: embargoChangeSchema,
  EmbargoChangeList: listSchema(embargoChangeSchema),
  ManagedProject: managedProjectSchema,
  ManagedProjectList: listSchema(managedProjectSchema),
  ClockImport: clockImportSchema,
  EmbargoHold: embargoHoldSchema,
  EmbargoHoldList: wholeListSchema(embargoHoldSchema),
  EmbargoDenial: embargoDenialSchema,
  EmbargoDenialList: wholeListSchema(embargoDenialSchema),
  CanaryLeak: canaryLeakSchema,
  CanaryRun: canaryRunSchema,
  CanaryRunList: canaryRunListSchema,
} as const satisfies Record<string, z.ZodType>;
export type AnswerName = keyof typeof answers;
