import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Follows, Row } from './lifecycle.ts';

/** What was in force on paper before eISO (design.md §7a, states.md B7): an officer lists it, a head signs the list once. */
export const takeOnStates = ['draft', 'signed', 'discarded'] as const;
export type TakeOnState = (typeof takeOnStates)[number];
export type TakeOnEvent = 'sign' | 'discard';
export const takeOnLifecycle = [
	{ id: 'B7', from: ['draft'], event: 'sign', to: 'signed', permission: 'take_on.sign' },
	{ id: 'B7d', from: ['draft'], event: 'discard', to: 'discarded', permission: 'take_on.keep' },
	// The unit has ended.
	{ id: 'B7e', from: ['draft'], event: 'discard', to: 'discarded', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<TakeOnState, TakeOnEvent, Action | Follows>[];

export const takeOnColumns = [
	'code',
	'kind',
	'class',
	'title',
	'numbers',
	'decisionNumber',
	'decisionDate',
	'effectiveFrom',
	'lastDay',
	'file',
	'source'
] as const;
export type TakeOnColumn = (typeof takeOnColumns)[number];
/** A row as it was typed, every column as text, empty where nothing stands. */
export type TypedLine = Readonly<Record<TakeOnColumn, string>>;

/** More than a unit has, and as many as one transaction takes on. */
export const mostLines = 300;
/** More characters of a cell are not kept. */
export const longestCell = 500;

export function isTakeOnColumn(text: string): text is TakeOnColumn {
	return takeOnColumns.some((column) => column === text);
}

export const emptyLine: TypedLine = {
	code: '',
	kind: '',
	class: '',
	title: '',
	numbers: '',
	decisionNumber: '',
	decisionDate: '',
	effectiveFrom: '',
	lastDay: '',
	file: '',
	source: ''
};

export function isEmptyLine(line: TypedLine): boolean {
	return takeOnColumns.every((column) => line[column] === '');
}

/** What a head is shown and signs; the first words are those of design.md §7a. Kept word for word with the signature. */
export function takeOnSentence(list: { number: string; documents: number; versions: number }): { vi: string; en: string } {
	const past = list.versions - list.documents;
	return {
		vi: `Các tài liệu này đang có hiệu lực tại đơn vị: ${list.documents} tài liệu của danh sách ${list.number}${past > 0 ? `, kèm ${past} lần ban hành trước` : ''}, ghi nhận theo hồ sơ giấy.`,
		en: `These documents are in force in the unit: ${list.documents} documents of list ${list.number}${past > 0 ? `, with ${past} earlier versions` : ''}, taken on from paper.`
	};
}
