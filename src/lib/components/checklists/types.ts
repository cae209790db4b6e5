/** A question as the pages of checklists show it. */
export type ChecklistQuestion = {
	readonly id: string;
	readonly key: string;
	readonly position: number;
	readonly section: string;
	readonly text: string;
	readonly clause: string | null;
	readonly evidence: string;
	readonly guidance: string;
	readonly weight: number;
	readonly documentIds: readonly string[];
};
export type Section = { readonly title: string; readonly questions: readonly ChecklistQuestion[] };
/** A document that a question names. */
export type Named = { readonly code: string; readonly title: string };
