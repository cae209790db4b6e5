/** What counts as a change of a question between two versions. */
export type ComparedQuestion = {
	readonly key: string;
	readonly section: string;
	readonly text: string;
	readonly clause: string | null;
	readonly evidence: string;
	readonly guidance: string;
	readonly weight: number;
	readonly documentIds: readonly string[];
};

export const comparedFields = ['section', 'text', 'clause', 'evidence', 'guidance', 'weight', 'documentIds'] as const;
export type ComparedField = (typeof comparedFields)[number];

export type QuestionChange<Question extends ComparedQuestion> = {
	readonly before: Question;
	readonly after: Question;
	readonly fields: readonly ComparedField[];
};

export type ChecklistComparison<Question extends ComparedQuestion> = {
	readonly added: readonly Question[];
	readonly removed: readonly Question[];
	readonly changed: readonly QuestionChange<Question>[];
	readonly same: number;
	/** Of those in both versions, how many left the order that they had among themselves. */
	readonly moved: number;
};

/** Compares two lists of questions by key, in the order of the later one; what was removed in the order of the earlier. */
export function compareQuestions<Question extends ComparedQuestion>(
	before: readonly Question[],
	after: readonly Question[]
): ChecklistComparison<Question> {
	const was = new Map(before.map((question) => [question.key, question]));
	const is = new Set(after.map(({ key }) => key));
	const kept = after.flatMap((question) => {
		const earlier = was.get(question.key);
		return earlier ? [{ before: earlier, after: question, fields: changedFields(earlier, question) }] : [];
	});
	const changed = kept.filter(({ fields }) => fields.length > 0);
	const order = new Map(before.filter(({ key }) => is.has(key)).map(({ key }, place) => [key, place]));
	return {
		added: after.filter(({ key }) => !was.has(key)),
		removed: before.filter(({ key }) => !is.has(key)),
		changed,
		same: kept.length - changed.length,
		moved: kept.length - longestRise(kept.map(({ after: { key } }) => order.get(key) ?? 0))
	};
}

function changedFields(before: ComparedQuestion, after: ComparedQuestion): ComparedField[] {
	const plain = (question: ComparedQuestion, field: ComparedField) =>
		field === 'documentIds' ? [...question.documentIds].sort().join(' ') : String(question[field] ?? '');
	return comparedFields.filter((field) => plain(before, field) !== plain(after, field));
}

/** How many of these stand in rising order at most: the others were moved. */
function longestRise(places: readonly number[]): number {
	const ends: number[] = [];
	for (const place of places) {
		const at = ends.findIndex((end) => end >= place);
		if (at === -1) ends.push(place);
		else ends[at] = place;
	}
	return ends.length;
}
