import type { externalPage } from '#lib/server/documents/external/page.ts';

export type ExternalPage = Awaited<ReturnType<typeof externalPage>>;
