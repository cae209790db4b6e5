import { addDays } from '#lib/domain/shared/day.ts';
import type { Cell } from './copy.ts';
import type { BenchDocument } from './documents.ts';
import type { BenchFiles } from './files.ts';
import { idOf } from './ids.ts';
import { seats, type People } from './people.ts';

export type State = 'draft' | 'in_review' | 'in_approval' | 'approved' | 'issued' | 'withdrawn';
export type Act = 'create' | 'submit' | 'pass' | 'approve' | 'issue' | 'withdraw';

export type BenchVersion = {
	readonly document: BenchDocument;
	/** Over all documents. */
	readonly n: number;
	/** From 0 within the document; issue `nth + 1`, revision 0. */
	readonly nth: number;
	readonly state: State;
	readonly from: string | null;
	readonly to: string | null;
	readonly acts: readonly { readonly act: Act; readonly at: Date; readonly seat: number }[];
};

/** Long ago, so that what is in force does not depend on the day of the run. */
const firstDay = '2023-02-01';
const daysBetween = 180;
export const mostVersions = 4;

export function startOf(unit: number, nth: number): string {
	return addDays(firstDay, nth * daysBetween + (unit % 20));
}

const openStates: readonly State[] = ['draft', 'in_review', 'in_approval'];

function lastState({ nth, waiting }: BenchDocument): State {
	if (waiting) return 'approved';
	if (nth % 12 === 7) return openStates[Math.floor(nth / 12) % openStates.length] ?? 'draft';
	return nth % 50 === 49 ? 'withdrawn' : 'issued';
}

const wayTo: Record<State, readonly Act[]> = {
	draft: ['create'],
	in_review: ['create', 'submit'],
	in_approval: ['create', 'submit', 'pass'],
	approved: ['create', 'submit', 'pass', 'approve'],
	issued: ['create', 'submit', 'pass', 'approve', 'issue'],
	withdrawn: ['create', 'submit', 'pass', 'approve', 'issue', 'withdraw']
};
const seatOf: Record<Act, number> = {
	create: seats.drafter,
	submit: seats.drafter,
	pass: seats.reviewer,
	approve: seats.head,
	issue: seats.officer,
	withdraw: seats.head
};
/** Days before the version comes into force. */
const daysBefore: Record<Act, number> = { create: 30, submit: 25, pass: 20, approve: 15, issue: 10, withdraw: -90 };

/** The versions of a document: each ends the one before; the last may be open, wait for a decision, or be withdrawn. */
export function versionsOf(document: BenchDocument, firstNumber: number): BenchVersion[] {
	return Array.from({ length: document.versions }, (_, nth) => {
		const isLast = nth === document.versions - 1;
		const state = isLast ? lastState(document) : 'issued';
		const start = startOf(document.unit, nth);
		const isIssued = state === 'issued' || state === 'withdrawn';
		return {
			document,
			n: firstNumber + nth,
			nth,
			state,
			from: isIssued ? start : null,
			to: state === 'withdrawn' ? addDays(start, -daysBefore.withdraw) : isIssued ? endOf(document, nth) : null,
			acts: wayTo[state].map((act) => ({ act, at: new Date(`${addDays(start, -daysBefore[act])}T03:00:00Z`), seat: seatOf[act] }))
		};
	});
}

function endOf(document: BenchDocument, nth: number): string | null {
	const next = nth + 1;
	if (next >= document.versions) return null;
	const isLast = next === document.versions - 1;
	const isSuperseded = !isLast || ['issued', 'withdrawn'].includes(lastState(document));
	return isSuperseded ? startOf(document.unit, next) : null;
}

export function momentOf(version: BenchVersion, act: Act): Date | null {
	return version.acts.find((one) => one.act === act)?.at ?? null;
}

export const versionColumns = [
	'id',
	'document_id',
	'unit_id',
	'issue_no',
	'revision_no',
	'title',
	'summary',
	'state',
	'pdf_sha256',
	'pdf_name',
	'pdf_pages',
	'reviewer_id',
	'submitted_by_id',
	'submitted_at',
	'issue_batch_id',
	'issued_at',
	'effective_from',
	'effective_to',
	'withdrawn_at',
	'created_by_id',
	'created_at',
	'row_version'
];

export function versionRow(version: BenchVersion, people: People, files: BenchFiles): Cell[] {
	const { document, n, nth, state, from, to, acts } = version;
	const file = files.of(document, nth);
	const drafter = people.personAt(document.unit, seats.drafter).id;
	const submitted = momentOf(version, 'submit');
	return [
		idOf('version', n),
		idOf('document', document.n),
		idOf('unit', document.unit),
		nth + 1,
		0,
		document.title,
		nth === 0 ? 'Ban hành lần đầu' : 'Cập nhật theo quy định mới',
		state,
		file.sha256,
		`${document.code}.pdf`,
		file.pages,
		submitted && people.personAt(document.unit, seats.reviewer).id,
		submitted && drafter,
		submitted,
		from && batchId(document.unit, nth),
		momentOf(version, 'issue'),
		from,
		to,
		momentOf(version, 'withdraw'),
		drafter,
		momentOf(version, 'create'),
		acts.length
	];
}

/** One decision a unit for the nth versions of all its documents. */
export function batchId(unit: number, nth: number): string {
	return idOf('issue_batch', unit * mostVersions + nth);
}
