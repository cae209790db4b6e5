import { z } from 'zod';
import { acknowledgeDocument, acknowledgeVersion } from './acknowledgements.ts';
import { createAdminService, moveAdminService, chooseAdminServices } from './admin-service-acts.ts';
import { listAdminServices } from './admin-services.ts';
import { listAuditAnswers, sendAuditAnswers } from './audit-answers.ts';
import { createAudit, getAudit, listAudits, listFindings, moveAudit } from './audits.ts';
import { listAnnouncements } from './announcements.ts';
import { createAuditCycle, getAuditCycle, getCycleBoard, listAuditCycles, moveAuditCycle } from './audit-cycles.ts';
import { listAuditTrail } from './audit-trail.ts';
import { createCorrectiveAction, getCorrectiveAction, listCorrectiveActions, moveCorrectiveAction } from './corrective-actions.ts';
import { createChangeRequest, getChangeRequest, listChangeRequests, listInheritedRequests, moveChangeRequest } from './change-requests.ts';
import { compareDocument } from './compare.ts';
import { getDecisionWords, saveDecisionWords, getDecisionPaper } from './decisions.ts';
import { getDocumentFile, getDocumentSource, getVersionDocx, getVersionOriginal } from './document-files.ts';
import { changeDocuments } from './documents-many.ts';
import { createDocument, getDocument, listDocuments } from './documents.ts';
import { createExternalDocument, changeExternalDocument, moveExternalDocument } from './external-acts.ts';
import { getExternalDocument, listExternalDocuments } from './external-documents.ts';
import { getHandOver, listHandOvers } from './hand-overs.ts';
import { createIssueBatch, getIssueBatch, moveIssueBatch } from './issue-batches.ts';
import { getMe } from './me.ts';
import { markModel, moveModel, getModelAdoption, createModelSet, changeModelSet, retireModelSet } from './model-acts.ts';
import { getMerge, moveAdoption } from './model-merge.ts';
import { adoptModel, listAdoptions, listModels } from './models.ts';
import { createPrints, getPrint, getPrintFile, listDocumentPrints, listPrints, movePrint } from './numbered-prints.ts';
import { openApiDocument } from './openapi.ts';
import { operation, type Operation } from './operation.ts';
import { getDelegation, listDelegations } from './delegations.ts';
import { changePeriodicReport, createPeriodicReport, movePeriodicReport } from './periodic-report-acts.ts';
import { getPeriodicReport, getPeriodicReportFile, listPeriodicReports } from './periodic-reports.ts';
import { listPeriodicReviews, createPeriodicReview } from './periodic-reviews.ts';
import { changeQualitySystem } from './quality-system-acts.ts';
import { getQualitySystem } from './quality-system.ts';
import { listMyReadings, getUnitReading, listReaders, waiveReadingRequest, createBriefing } from './readings.ts';
import {
	listRecordDisposals,
	createRecordDisposal,
	getRecordDisposal,
	moveRecordDisposal,
	carryOutRecordDisposal,
	getRecordDisposalMinutes
} from './record-disposals.ts';
import { listRecordSeries, createRecordSeries, getRecordSeries, changeRecordSeries } from './record-series.ts';
import {
	listRecords,
	createRecord,
	getRecord,
	changeRecord,
	addRecordFile,
	getRecordFile,
	removeRecordFile,
	moveRecord
} from './records.ts';
import { getRollOut } from './roll-out.ts';
import { searchDocuments } from './search.ts';
import { listUnits } from './units.ts';
import { getVersionContent, saveVersionContent } from './version-content.ts';
import { moveVersions } from './versions-many.ts';
import { createVersion, listVersions, moveVersion } from './versions.ts';
import { getYear } from './years.ts';

let described: unknown;

export const getOpenApi = operation({
	id: 'getOpenApi',
	method: 'GET',
	path: '/openapi.json',
	tag: 'Account',
	summary: 'This description',
	open: true,
	response: z.object({ openapi: z.string() }),
	run: async () => (described ??= openApiDocument(operations, { version: '1' }))
});

/** Every call of `/api/v1`. A test holds them against the files under src/routes/api/v1. */
export const operations: readonly Operation[] = [
	getMe,
	listUnits,
	getQualitySystem,
	getYear,
	changeQualitySystem,
	listAdminServices,
	createAdminService,
	moveAdminService,
	chooseAdminServices,
	listExternalDocuments,
	getExternalDocument,
	createExternalDocument,
	changeExternalDocument,
	moveExternalDocument,
	listDocuments,
	createDocument,
	changeDocuments,
	getDocument,
	listVersions,
	createVersion,
	getDocumentFile,
	getDocumentSource,
	getVersionOriginal,
	getVersionDocx,
	compareDocument,
	moveVersion,
	getVersionContent,
	saveVersionContent,
	moveVersions,
	acknowledgeVersion,
	acknowledgeDocument,
	listMyReadings,
	getUnitReading,
	listReaders,
	waiveReadingRequest,
	createBriefing,
	listPrints,
	listDocumentPrints,
	createPrints,
	getPrint,
	getPrintFile,
	movePrint,
	createIssueBatch,
	getIssueBatch,
	moveIssueBatch,
	getDecisionWords,
	saveDecisionWords,
	getDecisionPaper,
	listAudits,
	createAudit,
	getAudit,
	moveAudit,
	listAuditAnswers,
	sendAuditAnswers,
	listFindings,
	listAnnouncements,
	listAuditCycles,
	createAuditCycle,
	getAuditCycle,
	moveAuditCycle,
	getCycleBoard,
	getRollOut,
	listHandOvers,
	getHandOver,
	listModels,
	listAdoptions,
	adoptModel,
	markModel,
	moveModel,
	getModelAdoption,
	createModelSet,
	changeModelSet,
	retireModelSet,
	getMerge,
	moveAdoption,
	listCorrectiveActions,
	createCorrectiveAction,
	getCorrectiveAction,
	moveCorrectiveAction,
	listChangeRequests,
	listInheritedRequests,
	createChangeRequest,
	getChangeRequest,
	moveChangeRequest,
	listDelegations,
	getDelegation,
	listPeriodicReports,
	createPeriodicReport,
	getPeriodicReport,
	changePeriodicReport,
	movePeriodicReport,
	getPeriodicReportFile,
	listPeriodicReviews,
	createPeriodicReview,
	listRecordSeries,
	createRecordSeries,
	getRecordSeries,
	changeRecordSeries,
	listRecords,
	createRecord,
	getRecord,
	changeRecord,
	addRecordFile,
	getRecordFile,
	removeRecordFile,
	moveRecord,
	listRecordDisposals,
	createRecordDisposal,
	getRecordDisposal,
	moveRecordDisposal,
	carryOutRecordDisposal,
	getRecordDisposalMinutes,
	searchDocuments,
	listAuditTrail,
	getOpenApi
];
