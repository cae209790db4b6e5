/** What a Word file says, in order, without its looks: what an import looks at. */
export type DocxBlock =
	/** `level`: of a heading style, 0 for running text. `item`: of a list. */
	| { readonly kind: 'text'; readonly text: string; readonly level: number; readonly item: boolean }
	/** Rows of cells; line breaks within a cell are kept. */
	| { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

export const docxLimits = { blocks: 10_000, characters: 2_000_000 } as const;
