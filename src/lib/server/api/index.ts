import { z } from 'zod';
import { acknowledgeDocument, acknowledgeVersion } from './acknowledgements.ts';
import { listAdminServices } from './admin-services.ts';
import { listAuditTrail } from './audit-trail.ts';
import { createChangeRequest, getChangeRequest, listChangeRequests, moveChangeRequest } from './change-requests.ts';
import { getDocumentFile, getDocumentSource, getVersionOriginal } from './document-files.ts';
import { createDocument, getDocument, listDocuments } from './documents.ts';
import { getExternalDocument, listExternalDocuments } from './external-documents.ts';
import { createIssueBatch, getIssueBatch, moveIssueBatch } from './issue-batches.ts';
import { getMe } from './me.ts';
import { adoptModel, listAdoptions, listModels } from './models.ts';
import { openApiDocument } from './openapi.ts';
import { operation, type Operation } from './operation.ts';
import { getQualitySystem } from './quality-system.ts';
import { searchDocuments } from './search.ts';
import { listUnits } from './units.ts';
import { moveVersions } from './versions-many.ts';
import { getVersionContent, saveVersionContent } from './version-content.ts';
import { createVersion, listVersions, moveVersion } from './versions.ts';

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
	listAdminServices,
	listExternalDocuments,
	getExternalDocument,
	listDocuments,
	createDocument,
	getDocument,
	listVersions,
	createVersion,
	getDocumentFile,
	getDocumentSource,
	getVersionOriginal,
	moveVersion,
	getVersionContent,
	saveVersionContent,
	moveVersions,
	acknowledgeVersion,
	acknowledgeDocument,
	createIssueBatch,
	getIssueBatch,
	moveIssueBatch,
	listModels,
	listAdoptions,
	adoptModel,
	listChangeRequests,
	createChangeRequest,
	getChangeRequest,
	moveChangeRequest,
	searchDocuments,
	listAuditTrail,
	getOpenApi
];
