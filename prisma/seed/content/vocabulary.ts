/** Words of the schema that the demo content uses. */
export const documentKindCodes = ['HTQLCL', 'STCL', 'CSCL', 'MTCL', 'QT', 'HD', 'BM', 'PL', 'QC', 'KH'] as const;
export type DocumentKindCode = (typeof documentKindCodes)[number];
export type DocumentClass = 'system' | 'tthc' | 'internal';
export type ChangeClass = 'editorial' | 'substantive';
export type NumberStep = 'issue' | 'revision';
export type Visibility = 'restricted' | 'unit' | 'province' | 'public';
