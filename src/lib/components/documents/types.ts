import type { DocumentPage } from '#lib/server/documents/queries/document-page.ts';

/** What the parts of a document's page are given. */
export type DocumentView = DocumentPage;
export type VersionView = DocumentPage['versions'][number];
