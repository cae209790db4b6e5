import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hardSides } from '#test/support/hard-edits.ts';
import { partKeys, type ProcedureContent } from '../content.ts';
import { partsOf, samePart } from '../content-parts.ts';
import { applyChoices, offersOf } from './merge-model.ts';

/** As proposed, without anybody choosing. */
const merge = (base: ProcedureContent, mine: ProcedureContent, theirs: ProcedureContent) =>
	applyChoices(mine, offersOf(base, mine, theirs), {});

type Row = { readonly id: string } & Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isRow) : []);
const rowIn = (value: unknown, id: string) => rowsOf(value).find((row) => row.id === id);

/**
 * What of the unit's is not in the result, each by its own place: a row by its id, in it every field, so that of two rows that say the
 * same neither stands in for the other, and what stands elsewhere in the paper saves nothing.
 */
function lost(base: ProcedureContent, mine: ProcedureContent, result: ProcedureContent): string[] {
	const [was, own, now] = [partsOf(base), partsOf(mine), partsOf(result)];
	const found: string[] = [];
	const keep = (where: string, before: unknown, written: unknown, after: unknown) => {
		if (samePart(before, written)) return;
		if (typeof written === 'string') {
			if (typeof after !== 'string' || !after.includes(written)) found.push(where);
		} else if (!samePart(written, after)) found.push(where);
	};
	for (const part of partKeys) {
		if (!Array.isArray(own[part])) keep(part, was[part], own[part], now[part]);
		for (const row of rowsOf(own[part])) {
			const before = rowIn(was[part], row.id);
			if (before && samePart(before, row)) continue;
			const after = rowIn(now[part], row.id);
			if (!after) found.push(`${part} ${row.id}`);
			else for (const field of Object.keys(row)) keep(`${part} ${row.id} ${field}`, before?.[field], row[field], after[field]);
		}
		// Words (clauses): those that the unit put in.
		const words = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
		for (const word of words(own[part]))
			if (!words(was[part]).includes(word) && !words(now[part]).includes(word)) found.push(`${part} ${word}`);
	}
	return found;
}

describe('a new version of a model, however both sides wrote', () => {
	it('loses no text of the unit from its place', () => {
		fc.assert(
			fc.property(hardSides, ({ base, mine, theirs }) => {
				expect(lost(base, mine, merge(base, mine, theirs))).toEqual([]);
			}),
			{ numRuns: 800 }
		);
	});
	it('is tried where it hurts: many of these sides collide, some in more than one place', () => {
		const sides = fc.sample(hardSides, { numRuns: 300, seed: 1 });
		const collisions = sides.map(({ base, mine, theirs }) => offersOf(base, mine, theirs).filter(({ conflict }) => conflict).length);
		expect(collisions.filter((count) => count > 0).length).toBeGreaterThan(60);
		expect(collisions.filter((count) => count > 1).length).toBeGreaterThan(10);
	});
	it('merged twice changes nothing, as the same act and as the next look at the same version', () => {
		fc.assert(
			fc.property(hardSides, ({ base, mine, theirs }) => {
				const once = merge(base, mine, theirs);
				expect(merge(base, once, theirs)).toEqual(once);
				expect(offersOf(theirs, once, theirs)).toEqual([]);
			}),
			{ numRuns: 800 }
		);
	});
	it('loses nothing over the years: what the unit wrote before and after one merge is there after the next', () => {
		fc.assert(
			fc.property(hardSides, ({ base, mine, theirs, next, later }) => {
				const once = later(merge(base, mine, theirs));
				const twice = merge(theirs, once, next);
				// Of the first merge all that is not the model's is the unit's.
				expect(lost(theirs, once, twice)).toEqual([]);
				expect(merge(theirs, twice, next)).toEqual(twice);
			}),
			{ numRuns: 400 }
		);
	});
	it('never keeps a part of the model from the unit in silence: what was not taken is said', () => {
		fc.assert(
			fc.property(hardSides, ({ base, mine, theirs }) => {
				const offers = offersOf(base, mine, theirs);
				const result = partsOf(applyChoices(mine, offers, {}));
				for (const part of partKeys) {
					if (samePart(partsOf(base)[part], partsOf(theirs)[part])) expect(result[part]).toEqual(partsOf(mine)[part]);
					else if (!samePart(result[part], partsOf(theirs)[part]) && samePart(partsOf(base)[part], partsOf(mine)[part]))
						expect(offers.find((offer) => offer.part === part)?.conflict).toBe(true);
				}
			}),
			{ numRuns: 400 }
		);
	});
	it('taken part by part gives each part as it was chosen, and nothing else', () => {
		fc.assert(
			fc.property(hardSides, fc.infiniteStream(fc.constantFrom('mine' as const, 'theirs' as const)), ({ base, mine, theirs }, wishes) => {
				const offers = offersOf(base, mine, theirs);
				const choices = Object.fromEntries(offers.map(({ part }) => [part, wishes.next().value] as const));
				const result = partsOf(applyChoices(mine, offers, choices));
				for (const part of partKeys) expect(result[part]).toEqual((choices[part] === 'theirs' ? partsOf(theirs) : partsOf(mine))[part]);
			}),
			{ numRuns: 200 }
		);
	});
});
