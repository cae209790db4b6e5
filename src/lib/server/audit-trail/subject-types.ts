/**
 * What the trail's rows are about, and by which rule somebody beyond the unit's officer and heads may see them (design.md §8:
 * "acts on what it may see"). A test holds every `subjectType` recorded anywhere against this table.
 */
export type SubjectGroup =
	/** A version: whoever may read it. */
	| 'version'
	/** A document: whoever may read one of its versions. */
	| 'document'
	/** An issue batch: once issued, whoever may read one of its versions. */
	| 'batch'
	/** A correction of a batch's decision: with its batch. */
	| 'correction'
	/** Units and divisions: open to every person. */
	| 'structure'
	/** People, memberships, appointments: the lists of people of that unit. */
	| 'account'
	/** Memberships offered to people who have not agreed: the unit's own business. */
	| 'offer'
	/** Exceptions to the separation of duties. */
	| 'exception'
	/** Reviewers asked for from elsewhere. */
	| 'guest'
	/** Who was asked to read and who did: the unit's own business. */
	| 'reading'
	/** Settings, keys, mail, logs of the installation. */
	| 'installation'
	/** Reading and exporting the trail itself: the unit's own business. */
	| 'trail';

export const subjectGroups: Readonly<Record<string, SubjectGroup>> = {
	version: 'version',
	document: 'document',
	issue_batch: 'batch',
	batch_correction: 'correction',
	unit: 'structure',
	unit_event: 'structure',
	division: 'structure',
	unit_tree: 'structure',
	person: 'account',
	membership: 'account',
	membership_offer: 'offer',
	import: 'account',
	exception: 'exception',
	guest_review: 'guest',
	reading: 'reading',
	reading_briefing: 'reading',
	installation: 'installation',
	setting: 'installation',
	job: 'installation',
	mail: 'installation',
	signing_key: 'installation',
	access_log: 'installation',
	trail: 'trail'
};

export function subjectTypesOf(...groups: readonly SubjectGroup[]): string[] {
	return Object.entries(subjectGroups)
		.filter(([, group]) => groups.includes(group))
		.map(([type]) => type);
}

/**
 * Acts on a version before its issue: that they were done is seen with the version, what was said and saved is not. Reasons of a return
 * and the texts of drafts stay inside the unit.
 */
export const draftingEvents = [
	'version.create',
	'version.edit',
	'version.convert',
	'version.submit',
	'version.recall',
	'version.pass',
	'version.return',
	'version.cancel'
] as const;
