import type { trainingDetail, trainingPage } from '#lib/server/reviews/training/pages.ts';

export type TrainingPage = Awaited<ReturnType<typeof trainingPage>>;
export type TrainingDetail = Awaited<ReturnType<typeof trainingDetail>>;
