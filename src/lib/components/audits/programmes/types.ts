import type { ProgrammePage } from '#lib/server/audits/programmes/page.ts';

export type Programme = ProgrammePage;
export type ProgrammeLineView = ProgrammePage['lines'][number];
