import type { providerPage } from '#lib/server/reviews/providers/pages.ts';

export type ProviderPage = Awaited<ReturnType<typeof providerPage>>;
