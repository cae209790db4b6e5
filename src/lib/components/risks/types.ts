import type { riskList, riskPage } from '#lib/server/reviews/risks/pages.ts';

export type RiskList = Awaited<ReturnType<typeof riskList>>;
export type RiskPage = Awaited<ReturnType<typeof riskPage>>;
