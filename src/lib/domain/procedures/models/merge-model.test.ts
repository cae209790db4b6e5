import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBy, someContent, textsIn } from '#test/support/procedure-edits.ts';
import { emptyContent } from '../content.ts';
import { localise } from './localise.ts';
import { applyChoices, offersOf } from './merge-model.ts';

const sides = fc
	.record({ base: someContent, edits: editsBy('M'), others: editsBy('T') })
	.map(({ base, edits, others }) => ({ base, mine: edits(base), theirs: others(base) }));

describe('a new version of a model, merged as proposed', () => {
	it('loses no text of the unit', () => {
		fc.assert(
			fc.property(sides, ({ base, mine, theirs }) => {
				const result = textsIn(applyChoices(mine, offersOf(base, mine, theirs), {}));
				const old = new Set(textsIn(base));
				for (const text of textsIn(mine)) {
					if (old.has(text) || text === '') continue;
					expect(result.some((one) => one.includes(text))).toBe(true);
				}
			}),
			{ numRuns: 1000 }
		);
	});
	it('merged again changes nothing', () => {
		fc.assert(
			fc.property(sides, ({ base, mine, theirs }) => {
				const once = applyChoices(mine, offersOf(base, mine, theirs), {});
				// The same act again, and the act that a later look at the same version would be.
				expect(applyChoices(once, offersOf(base, once, theirs), {})).toEqual(once);
				expect(offersOf(theirs, once, theirs)).toEqual([]);
			}),
			{ numRuns: 1000 }
		);
	});
	it('is the model where the unit changed nothing', () => {
		fc.assert(
			fc.property(sides, ({ base, theirs }) => {
				if ((base.service === null) !== (theirs.service === null)) return;
				expect(applyChoices(base, offersOf(base, base, theirs), {})).toEqual(theirs);
			}),
			{ numRuns: 500 }
		);
	});
	it('leaves the unit its text where it keeps it', () => {
		fc.assert(
			fc.property(sides, ({ base, mine, theirs }) => {
				const offers = offersOf(base, mine, theirs);
				const keep = Object.fromEntries(offers.map(({ part }) => [part, 'mine' as const]));
				expect(applyChoices(mine, offers, keep)).toEqual(mine);
			}),
			{ numRuns: 500 }
		);
	});
});

describe('choices', () => {
	const base = { ...emptyContent(false), purpose: 'a', scope: 'x' };
	const mine = { ...base, purpose: 'của đơn vị' };
	const theirs = { ...base, purpose: 'của mô hình', scope: 'y' };
	const offers = offersOf(base, mine, theirs);

	it('offer the parts that the model changed, and say where both did', () => {
		expect(offers.map(({ part, conflict, merged }) => [part, conflict, merged])).toEqual([
			['purpose', true, 'của đơn vị\ncủa mô hình'],
			['scope', false, 'y']
		]);
	});
	it('take the model, the unit, or what was written anew', () => {
		expect(applyChoices(mine, offers, { purpose: 'theirs', scope: 'mine' })).toMatchObject({ purpose: 'của mô hình', scope: 'x' });
		expect(applyChoices(mine, offers, { purpose: 'edit' }, { purpose: 'mới' })).toMatchObject({ purpose: 'mới', scope: 'y' });
		expect(applyChoices(mine, offers, { purpose: 'mine' }, { purpose: 'không dùng' })).toMatchObject({ purpose: 'của đơn vị' });
	});
});

describe('what does not fit or has no place', () => {
	const many = (side: string) =>
		Array.from({ length: 150 }, (_, at) => ({ id: `${side}${at}`, what: side, who: '', time: null, result: '' }));
	const base = emptyContent(false);

	it('leaves the unit its list and says so, where both together are too long', () => {
		const [mine, theirs] = [
			{ ...base, steps: many('m'), scope: 'a' },
			{ ...base, steps: many('t'), purpose: 'b' }
		];
		const offers = offersOf(base, mine, theirs);
		expect(offers.map(({ part, conflict }) => [part, conflict])).toEqual([
			['purpose', false],
			['steps', true]
		]);
		expect(applyChoices(mine, offers, {})).toEqual({ ...mine, purpose: 'b' });
		expect(applyChoices(mine, offers, { steps: 'theirs' }).steps).toEqual(theirs.steps);
	});
	it('offers no block of a service to a procedure that is none', () => {
		const theirs = { ...emptyContent(true), purpose: 'b' };
		const service = theirs.service && { ...theirs.service, fee: 'Không' };
		expect(offersOf(base, base, { ...theirs, service }).map(({ part }) => part)).toEqual(['purpose']);
	});
});

describe('the words of a unit', () => {
	const words = {
		unitName: 'UBND xã A',
		roles: { 'Lãnh đạo': 'Chủ tịch' },
		codes: { 'QT.ISO.01': 'QT-07', 'BM.ISO.01.01': 'BM-07.01' },
		documents: { d1: 'u1' }
	};
	it('stand in for those of the model, as whole codes and whole roles only', () => {
		const content = {
			...emptyContent(false),
			purpose: '[tên đơn vị] theo QT.ISO.01, không phải QT.ISO.011 hay BM.ISO.01.01',
			steps: [
				{ id: 's1', what: 'Ghi BM.ISO.01.01.', who: 'Lãnh đạo', time: null, result: 'BM.ISO.01.01' },
				{ id: 's2', what: '', who: 'Lãnh đạo phòng', time: null, result: '' }
			],
			references: [
				{ id: 'r1', text: 'QT.ISO.01', documentId: 'd1', externalId: null },
				{ id: 'r2', text: 'Khác', documentId: 'd2', externalId: 'e' }
			]
		};
		expect(localise(content, words)).toMatchObject({
			purpose: 'UBND xã A theo QT-07, không phải QT.ISO.011 hay BM-07.01',
			steps: [
				{ id: 's1', what: 'Ghi BM-07.01.', who: 'Chủ tịch', result: 'BM-07.01' },
				{ id: 's2', who: 'Lãnh đạo phòng' }
			],
			references: [
				{ id: 'r1', text: 'QT-07', documentId: 'u1' },
				{ id: 'r2', documentId: null, externalId: 'e' }
			]
		});
	});
	it('change nothing but the words, whatever the text', () => {
		fc.assert(
			fc.property(someContent, (content) => {
				expect(localise(content, { unitName: '', roles: {}, codes: {}, documents: {} })).toEqual(content);
				const once = localise(content, words);
				expect(once.steps.map(({ id }) => id)).toEqual(content.steps.map(({ id }) => id));
			})
		);
	});
});
