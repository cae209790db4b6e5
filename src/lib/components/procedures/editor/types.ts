import type { EditorPage } from '#lib/server/procedures/editor-page.ts';

/** What the fields of a row offer. */
export type RowsSource = {
	readonly links: EditorPage['links'];
	readonly forms: EditorPage['forms'];
	/** Ids of the lists of suggestions of the page. */
	readonly roleList: string;
	readonly formList: string;
	/** Whether the scripts of the page are at work. */
	readonly scripted: boolean;
	/** What a plain form sent that was refused. */
	readonly typed: Readonly<Record<string, string | string[]>>;
};
