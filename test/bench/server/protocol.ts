/** What the bench and the preload of a measured server say to each other. */
export type Question = { readonly id: number; readonly ask: 'statements' | 'memory' };
export type Statement = { readonly text: string; readonly values: unknown[] };
/** `statements`: those since the last question. */
export type Asked = { readonly id: number; readonly residentBytes: number; readonly statements: Statement[] };
