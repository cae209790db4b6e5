import { describe, expect, it } from 'vitest';
import { codeKey, isCode } from '#lib/domain/documents/code.ts';
import { changeFor, citedCodes, contentOf } from './content.ts';
import { hoursText, parseHours, sumOfHours } from './duration.ts';
import { allSpecs } from './procedures/catalogue.ts';
import { demoDivisions, demoPeople, demoPerson } from './people.ts';
import { fixedAccounts } from './accounts.ts';
import { unitPlans, specsOf } from './unit-plans.ts';
import { unitProfile, unitProfiles } from './units.ts';

const everyContent = unitPlans.flatMap((plan) =>
	specsOf(plan).flatMap((spec) =>
		[1, 2, 3, 4].map((nth) => ({ spec, nth, content: contentOf(spec, unitProfile(plan.unitCode), 2026, nth) }))
	)
);

function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap(textsOf);
	return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

describe('content of the demo', () => {
	it('has at least sixty distinct procedures and texts beside the forms', () => {
		const titles = new Set(allSpecs.filter((spec) => spec.kind !== 'BM').map((spec) => spec.title));
		expect(titles.size).toBeGreaterThanOrEqual(60);
	});

	it('gives every service steps that add up to its time limit, in every version', () => {
		const services = everyContent.flatMap(({ content }) =>
			content.body.type === 'procedure' && content.body.service ? [{ content, body: content.body, service: content.body.service }] : []
		);
		expect(services.length).toBeGreaterThan(200);
		for (const { content, body, service } of services) {
			expect(sumOfHours(body.steps), `${content.code} ${content.issueNo}/${content.revisionNo}`).toBe(service.limitHours);
			const timed = body.steps.filter((step) => step.hours !== null);
			expect(
				timed.every((step) => (step.hours ?? 0) > 0),
				content.code
			).toBe(true);
			expect(timed.reduce((sum, step) => sum + parseHours(hoursText(step.hours ?? 0)), 0)).toBe(service.limitHours);
			expect(body.steps.length).toBeGreaterThanOrEqual(5);
		}
	});

	it('shortens the licence to practise in archives from 15 to 12 days', () => {
		const spec = allSpecs.find((one) => one.code === 'QT.VTLT.02');
		if (!spec) throw new Error('QT.VTLT.02 is missing');
		const limits = [1, 2].map((nth) => {
			const { body } = contentOf(spec, unitProfile('SO-NV'), 2026, nth);
			return body.type === 'procedure' ? body.service?.limitHours : null;
		});
		expect(limits).toEqual([120, 96]);
		expect(contentOf(spec, unitProfile('SO-NV'), 2026, 2).summary).toContain('từ 15 ngày xuống 12 ngày');
	});

	it('changes the text with each planned version and says so', () => {
		for (const spec of allSpecs)
			for (let nth = 2; nth <= spec.changes.length + 1; nth++) {
				const [before, after] = [nth - 1, nth].map((n) => contentOf(spec, unitProfile('SO-NV'), 2026, n));
				if (changeFor(spec, nth)?.changeClass === 'substantive')
					expect(after?.body, `${spec.code} version ${nth}`).not.toEqual(before?.body);
				expect(after?.revisions).toHaveLength(nth);
				expect(after?.summary.length).toBeGreaterThan(20);
			}
	});

	it('is NFC and leaves no token unfilled', () => {
		for (const { content } of everyContent)
			for (const text of textsOf({ ...content, unit: null })) {
				expect(text).toBe(text.normalize('NFC'));
				expect(text, content.code).not.toMatch(/[{}]/u);
			}
	});

	it('names only forms that exist, though not every unit keeps each of them', () => {
		const known = new Map(allSpecs.map((spec) => [spec.code, spec]));
		for (const { content } of everyContent)
			for (const code of citedCodes(content).filter((cited) => cited.startsWith('BM.')))
				expect(known.has(code), `${content.code} cites ${code}`).toBe(true);
	});

	it('calls the forms in section 6 as the forms of that unit call themselves', () => {
		for (const plan of unitPlans) {
			const titles = new Map(specsOf(plan).map((spec) => [spec.code, spec.title]));
			for (const spec of specsOf(plan)) {
				if (spec.body.type !== 'procedure') continue;
				for (const { code, name } of spec.body.forms)
					if (titles.has(code)) expect(titles.get(code), `${spec.code} names ${code}`).toBe(name);
			}
		}
	});

	it('has forms whose parent exists', () => {
		const codes = new Set(allSpecs.map((spec) => spec.code));
		for (const spec of allSpecs) if (spec.parentCode) expect(codes, spec.code).toContain(spec.parentCode);
	});

	it('uses codes that are unique within each unit', () => {
		for (const plan of unitPlans) {
			const codes = specsOf(plan).map((spec) => spec.code.replace('{year}', '2026'));
			expect(codes.every(isCode)).toBe(true);
			expect(new Set(codes.map(codeKey)).size, plan.unitCode).toBe(codes.length);
		}
	});
});

describe('people of the demo', () => {
	it('have unique keys, names, addresses and staff names', () => {
		for (const values of [
			demoPeople.map((person) => person.key),
			demoPeople.map((person) => person.fullName),
			demoPeople.flatMap((person) => person.email ?? []),
			demoPeople.map((person) => person.staffName)
		])
			expect(new Set(values).size).toBe(values.length);
	});

	it('contain all accounts that are printed at start', () => {
		expect(fixedAccounts.map((account) => demoPerson(account.key).email)).toEqual(fixedAccounts.map((account) => account.email));
		expect(fixedAccounts).toHaveLength(11);
	});

	it('give every unit a head and an officer, and heads to divisions of agencies', () => {
		for (const unit of unitProfiles) {
			expect(demoPerson(`${unit.code}/head`).roles).toContain('head');
			expect(demoPerson(`${unit.code}/officer`).roles).toContain('officer');
		}
		for (const division of demoDivisions.filter((one) => one.unitCode.startsWith('SO-'))) expect(division.headKey).not.toBeNull();
	});

	it('leave the small commune with two people who have duties', () => {
		const duties = demoPeople.filter((person) => person.unitCode === 'XA-18259' && person.roles.some((role) => role !== 'reader'));
		expect(duties.map((person) => person.key)).toEqual(['XA-18259/head', 'XA-18259/officer']);
	});
});
