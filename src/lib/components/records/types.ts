import type { recordPage } from '#lib/server/records/record-page.ts';
import type { disposalPage } from '#lib/server/records/disposal-page.ts';

export type RecordView = Awaited<ReturnType<typeof recordPage>>;
export type DisposalView = Awaited<ReturnType<typeof disposalPage>>;
