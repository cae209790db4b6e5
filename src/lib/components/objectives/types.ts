import type { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';

export type ObjectiveSet = Awaited<ReturnType<typeof objectiveSetPage>>;
export type ObjectivePage = Awaited<ReturnType<typeof objectivePage>>;
