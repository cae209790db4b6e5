import type { Role } from '#lib/domain/permissions/actor.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { peopleIn, type Member, type StoredLine } from './audience.ts';
import { decisionProblems, type BatchItem, type BatchProblem, type BatchWarning, type Decision, type WarningCode } from './batch.ts';
import type { VersionState } from './lifecycle.ts';
import type { Numbers } from './numbering.ts';

/** A version with the days it is in force: `[from, until)`. */
export type RangedVersion = Numbers & {
	readonly id: string;
	readonly state: VersionState;
	readonly title: string;
	readonly from: Day;
	readonly until: Day | null;
};

/** A line of a batch with what the document is today. */
export type LineFacts = {
	readonly documentId: string;
	readonly code: string;
	readonly kind: string;
	readonly audience: readonly StoredLine[];
	readonly replacesId: string | null;
	readonly reason: string | null;
	/** The version to put in force; null for a document to withdraw. */
	readonly version:
		| (Numbers & {
				readonly id: string;
				readonly state: VersionState;
				readonly title: string;
				readonly changeClass: 'editorial' | 'substantive';
				/** A valid signature over these files in this round. */
				readonly signed: boolean;
		  })
		| null;
	/** In force today. */
	readonly current: RangedVersion | null;
	/** Of `current`: people of the audience who have read it, and who were asked and have not. */
	readonly reading?: { readonly read: number; readonly open: number };
	readonly upcoming: RangedVersion | null;
};

export type BatchFacts = {
	readonly decision: Decision;
	readonly today: Day;
	readonly monthsAhead: number;
	/** Whether the unit exists on the day of effect. */
	readonly unitOpen: boolean;
	readonly lines: readonly LineFacts[];
	readonly members: readonly Member[];
	readonly divisions: readonly { readonly id: string; readonly name: string }[];
	/** Documents outside the batch that are in force on the day of effect and stand under one of it. */
	readonly forms: readonly (BatchItem & { readonly parentId: string })[];
	/** What the batch's versions cite. `inForce` is without this batch. */
	readonly cited: readonly (BatchItem & { readonly by: string; readonly inForce: boolean })[];
	/** Lines whose version cites an external document that does not hold on that day; `because` is its number. */
	readonly unfit: readonly BatchItem[];
	/** Documents outside the batch, in force on that day, that cite one of it. */
	readonly citing: readonly (BatchItem & { readonly citedId: string })[];
	/** Documents outside the batch that one of it replaces and that are in force on that day. */
	readonly replaced: readonly BatchItem[];
};

export type PreviewLine = {
	readonly documentId: string;
	readonly versionId: string | null;
	readonly code: string;
	readonly kind: string;
	readonly title: string;
	readonly issueNo: number | null;
	readonly revisionNo: number | null;
	readonly changeClass: 'editorial' | 'substantive' | null;
	readonly withdraws: boolean;
	readonly reason: string | null;
	/** The version in force that ends, with its last day moved from `until` to `newUntil` (both exclusive). */
	readonly supersedes: (Numbers & { versionId: string; title: string; from: Day; until: Day | null; newUntil: Day }) | null;
	/** People of this document's audience. */
	readonly readers: number;
	/** What the issue asks: how many people read, or keep their confirmation; null for a withdrawal. */
	readonly reading: { readonly asks: number; readonly keeps: number } | null;
};

export type Told = {
	readonly people: number;
	/** Of them: told by mail as well, because something they read changes in substance. */
	readonly mailed: number;
	readonly byDivision: readonly { divisionId: string | null; name: string | null; people: number }[];
	readonly byRole: readonly { role: Role; people: number }[];
};

export type BatchPreview = Decision & {
	readonly lines: readonly PreviewLine[];
	/** Forms that stay while their parent changes or goes; `because` is the parent's code. */
	readonly forms: readonly (BatchItem & { parentWithdrawn: boolean })[];
	/** Documents in force that cite one of the batch; `because` is the cited code. */
	readonly citing: readonly BatchItem[];
	readonly told: Told;
	/** To be confirmed by their codes. */
	readonly warnings: readonly BatchWarning[];
	/** What would refuse the batch now. */
	readonly problems: readonly BatchProblem[];
	/** A head must sign, because a document is withdrawn. */
	readonly needsSignature: boolean;
};

/** What a batch would do, whom it tells, what stands in its way: nothing is decided elsewhere (states.md B3). */
export function previewOf(facts: BatchFacts): BatchPreview {
	const day = facts.decision.effectiveOn ?? facts.today;
	const forms = facts.forms.map(({ documentId, code, title, parentId }) => {
		const parent = facts.lines.find((line) => line.documentId === parentId);
		return { documentId, code, title, because: parent?.code ?? '', parentWithdrawn: parent?.version === null };
	});
	const codeOf = (id: string) => facts.lines.find((line) => line.documentId === id)?.code ?? '';
	return {
		...facts.decision,
		lines: facts.lines.map((line) => lineOf(line, day, facts.members)),
		forms,
		citing: facts.citing.map(({ documentId, code, title, citedId }) => ({ documentId, code, title, because: codeOf(citedId) })),
		told: toldOf(facts),
		warnings: warningsOf(facts, forms, day),
		problems: [...decisionProblems(facts.decision, facts.today, facts.monthsAhead), ...lineProblems(facts)],
		needsSignature: facts.lines.some((line) => line.version === null)
	};
}

function lineOf(line: LineFacts, day: Day, members: readonly Member[]): PreviewLine {
	const { version, current } = line;
	const ends = current !== null && (current.until === null || current.until > day);
	return {
		documentId: line.documentId,
		versionId: version?.id ?? null,
		code: line.code,
		kind: line.kind,
		title: version?.title ?? current?.title ?? '',
		issueNo: version?.issueNo ?? null,
		revisionNo: version?.revisionNo ?? null,
		changeClass: version?.changeClass ?? null,
		withdraws: version === null,
		reason: line.reason,
		supersedes: ends
			? {
					versionId: current.id,
					issueNo: current.issueNo,
					revisionNo: current.revisionNo,
					title: current.title,
					from: current.from,
					until: current.until,
					newUntil: day
				}
			: null,
		readers: peopleIn(line.audience, members).size,
		reading: readingOf(line, ends, peopleIn(line.audience, members).size)
	};
}

/** An editorial version keeps the confirmations of what it supersedes, and asks who had not read that (docs/decisions/0310). */
function readingOf({ version, reading }: LineFacts, ends: boolean, readers: number): PreviewLine['reading'] {
	if (version === null) return null;
	if (version.changeClass === 'editorial' && ends) return { asks: reading?.open ?? 0, keeps: reading?.read ?? 0 };
	return { asks: readers, keeps: 0 };
}

/** A line that changes what people must do: a new substance, or nothing any more. */
export function isSubstantive(line: { readonly version: { readonly changeClass: string } | null }): boolean {
	return line.version?.changeClass !== 'editorial';
}

function toldOf(facts: BatchFacts): Told {
	const people = new Set<string>();
	const mailed = new Set<string>();
	for (const line of facts.lines) {
		for (const id of peopleIn(line.audience, facts.members)) {
			people.add(id);
			if (isSubstantive(line)) mailed.add(id);
		}
	}
	const told = facts.members.filter((member) => people.has(member.userId));
	const count = (members: readonly Member[]) => new Set(members.map((member) => member.userId)).size;
	const roles = new Set(told.flatMap((member) => member.roles));
	return {
		people: people.size,
		mailed: mailed.size,
		byDivision: [...Map.groupBy(told, (member) => member.divisionId)].map(([divisionId, members]) => ({
			divisionId,
			name: facts.divisions.find((division) => division.id === divisionId)?.name ?? null,
			people: count(members)
		})),
		byRole: [...roles].map((role) => ({ role, people: count(told.filter((member) => member.roles.includes(role))) }))
	};
}

function warningsOf(facts: BatchFacts, forms: BatchPreview['forms'], day: Day): BatchWarning[] {
	const inBatch = new Map(facts.lines.map((line) => [line.documentId, line]));
	const appliesThen = (cited: BatchFacts['cited'][number]) => {
		const line = inBatch.get(cited.documentId);
		return line ? line.version !== null : cited.inForce;
	};
	const withdrawn = (id: string) => inBatch.get(id)?.version === null;
	const items: Record<WarningCode, readonly BatchItem[]> = {
		form_parent_changes: forms.filter((form) => !form.parentWithdrawn).map(plain),
		form_parent_withdrawn: forms.filter((form) => form.parentWithdrawn).map(plain),
		cites_not_in_force: facts.cited.filter((cited) => !appliesThen(cited)).map((cited) => ({ ...plain(cited), because: cited.by })),
		cites_unfit_external: facts.unfit.map(plain),
		cited_withdrawn: facts.citing
			.filter((citing) => withdrawn(citing.citedId))
			.map((citing) => ({ ...plain(citing), because: inBatch.get(citing.citedId)?.code })),
		replaced_stays: facts.replaced.map(plain),
		in_force_withdrawn: facts.lines.filter((line) => line.version && line.current?.state === 'withdrawn').map(itemOf),
		replaced_same_day: facts.lines.filter((line) => line.version && line.current?.from === day).map(itemOf),
		nobody_told: facts.lines.filter((line) => peopleIn(line.audience, facts.members).size === 0).map(itemOf)
	};
	return Object.entries(items).flatMap(([code, list]) => (list.length > 0 && isWarning(code) ? [{ code, items: list }] : []));

	function isWarning(code: string): code is WarningCode {
		return code in items;
	}
}

function lineProblems(facts: BatchFacts): BatchProblem[] {
	const issued = facts.lines.filter((line) => line.version !== null);
	const withdrawn = facts.lines.filter((line) => line.version === null);
	const problem = (code: BatchProblem['code'], lines: readonly LineFacts[]): BatchProblem[] =>
		lines.length > 0 ? [{ code, field: 'lines', items: lines.map(itemOf) }] : [];
	return [
		...(facts.lines.length === 0 ? [{ code: 'batch_empty', field: 'lines' } as const] : []),
		...(facts.unitOpen ? [] : [{ code: 'unit_closed', field: 'effectiveOn' } as const]),
		...problem(
			'illegal_transition',
			issued.filter((line) => line.version?.state !== 'approved')
		),
		...problem(
			'content_changed',
			issued.filter((line) => line.version?.state === 'approved' && !line.version.signed)
		),
		...problem(
			'successor_pending',
			facts.lines.filter((line) => line.upcoming !== null)
		),
		...problem(
			'not_in_force',
			withdrawn.filter((line) => line.current?.state !== 'issued')
		)
	];
}

function itemOf(line: LineFacts): BatchItem {
	return { documentId: line.documentId, code: line.code, title: line.version?.title ?? line.current?.title ?? '' };
}

function plain({ documentId, code, title, because }: BatchItem): BatchItem {
	return { documentId, code, title, ...(because === undefined ? {} : { because }) };
}
