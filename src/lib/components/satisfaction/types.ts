import type { satisfactionPage } from '#lib/server/reviews/satisfaction/page.ts';

export type SatisfactionPage = Awaited<ReturnType<typeof satisfactionPage>>;
