import type { VersionWork } from '#lib/server/documents/work/version-work.ts';

/** What the page of an open version is given. */
export type VersionView = VersionWork;
