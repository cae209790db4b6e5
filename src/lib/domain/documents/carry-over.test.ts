import { describe, expect, it } from 'vitest';
import { codeClashes, wantedOf, type CarryChoice, type LastInForce } from './carry-over.ts';

const version = (documentId: string, more: Partial<LastInForce> = {}): LastInForce => ({
	...{ versionId: `v-${documentId}`, documentId, unitId: 'A', code: documentId, kind: 'QT', parentId: null, title: documentId },
	...{ issueNo: 1, revisionNo: 0, carriedUntil: null },
	...more
});
const choice = (subjectId: string, more: Partial<CarryChoice> = {}): CarryChoice => ({
	...{ subjectType: 'document', subjectId, target: 'new', choice: 'carry', newCode: null, until: null, askReading: false, chosenById: 'c' },
	...more
});
const day = '2026-07-01';
const codes = (versions: LastInForce[], choices: CarryChoice[]) =>
	wantedOf(versions, choices, day).map(({ target, code, until }) => [target, code, until]);

describe('what goes on in a successor', () => {
	it('is what was chosen: a document before its unit, a form with its procedure', () => {
		const all = [version('QT.1'), version('QT.2'), version('BM.2', { parentId: 'QT.2' }), version('BM.1', { parentId: 'QT.1' })];
		const unit = choice('A', { subjectType: 'unit' });
		expect(codes(all, [unit])).toHaveLength(4);
		expect(codes(all, [unit, choice('QT.2', { choice: 'leave' })]).map(([, code]) => code)).toEqual(['QT.1', 'BM.2', 'BM.1']);
		expect(codes(all, [choice('QT.2', { newCode: 'QT.20' })]).map(([, code]) => code)).toEqual(['QT.20', 'BM.2']);
		expect(codes(all, [choice('QT.2'), choice('BM.2', { choice: 'leave' })]).map(([, code]) => code)).toEqual(['QT.2']);
		expect(codes(all, [])).toEqual([]);
	});

	it('lasts twelve months at most, and no longer than an earlier transition', () => {
		expect(codes([version('QT.1')], [choice('QT.1')])).toEqual([['new', 'QT.1', '2027-07-01']]);
		expect(codes([version('QT.1', { carriedUntil: '2026-10-01' })], [choice('QT.1', { until: '2027-01-01' })])).toEqual([
			['new', 'QT.1', '2026-10-01']
		]);
		expect(codes([version('QT.1', { carriedUntil: day })], [choice('QT.1')])).toEqual([]);
	});

	it('bears each code once in each successor', () => {
		const wanted = wantedOf(
			[version('a', { code: 'QT-01' }), version('b', { code: 'qt.1', unitId: 'B' })],
			[choice('a'), choice('b'), choice('b', { target: 'other' })],
			day
		);
		expect(codeClashes(wanted, () => new Set())).toEqual([{ target: 'new', code: 'QT-01', documentIds: ['a', 'b'] }]);
		expect(codeClashes(wanted, (target) => new Set(target === 'other' ? ['QT.1'] : [])).map(({ target }) => target)).toEqual([
			'new',
			'other'
		]);
	});
});
