import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '#lib/domain/shared/day.ts';
import { codeKey } from '#lib/domain/documents/code.ts';
import { compareNumbers } from '#lib/domain/documents/numbering.ts';
import { compareMoments } from './calendar.ts';
import { demoPerson } from './people.ts';
import { buildScenario, timeline } from './scenario.ts';
import { lives, type ScenarioAct, type ScenarioVersion } from './scenario-types.ts';
import { sampleServices } from './services.ts';
import { demoAnnouncing } from './units.ts';

// A Tuesday, a Sunday, a day in January, and a leap day.
const loadDays = ['2026-11-24', '2027-03-07', '2027-01-05', '2028-02-29'];

const next: Record<ScenarioAct['event'], Record<string, string>> = {
	create: { none: 'draft' },
	edit: { draft: 'draft' },
	submit: { draft: 'in_review' },
	recall: { in_review: 'draft' },
	pass: { in_review: 'in_approval' },
	return: { in_review: 'draft', in_approval: 'draft', approved: 'draft' },
	approve: { in_approval: 'approved' },
	cancel: { draft: 'cancelled', in_review: 'cancelled', in_approval: 'cancelled', approved: 'cancelled' },
	withdraw: { issued: 'withdrawn' }
};

/** Plays the acts of a version against the lifecycle, the issue of its batch in between. */
function finalState(version: ScenarioVersion, batchState: string | undefined): string {
	let state = 'none';
	for (const act of version.acts) {
		if (act.event === 'withdraw' && batchState === 'issued') state = 'issued';
		const to = next[act.event][state];
		if (!to) throw new Error(`${version.key}: ${act.event} in ${state}`);
		state = to;
	}
	return state === 'approved' && batchState === 'issued' ? 'issued' : state;
}

describe.each(loadDays)('the scenario loaded on %s', (today) => {
	const scenario = buildScenario(today);
	const batchByKey = new Map(scenario.batches.map((batch) => [batch.key, batch]));
	const versions = scenario.documents.flatMap((document) => document.versions.map((version) => ({ document, version })));

	it('has about 400 documents, 84 of Sở Nội vụ', () => {
		const count = (unit: string) => scenario.documents.filter((document) => document.unitCode === unit).length;
		expect(scenario.documents.length).toBeGreaterThanOrEqual(380);
		expect(scenario.documents.length).toBeLessThanOrEqual(420);
		expect(count('SO-NV')).toBeGreaterThanOrEqual(80);
		expect(count('XA-18259')).toBeGreaterThanOrEqual(25);
		expect(count('XA-18760')).toBe(0);
	});

	it.each(demoAnnouncing)('gives %s procedures in force for what it announces', (unitCode) => {
		const services = new Set(sampleServices.filter(({ kindCodes }) => kindCodes.includes('COMMUNE')).map(({ name }) => name));
		const holds = (batchKey: string | null) => {
			const batch = batchByKey.get(batchKey ?? '');
			return batch?.state === 'issued' && (batch.effectiveOn ?? '9') <= addDays(today, -20);
		};
		const announced = scenario.documents.filter(
			({ unitCode: of, kind, title, life, versions }) =>
				of === unitCode && kind === 'QT' && services.has(title) && life !== 'withdrawn' && versions.some(({ batchKey }) => holds(batchKey))
		);
		expect(announced.length).toBeGreaterThanOrEqual(3);
	});

	it('is the same each time', () => {
		expect(buildScenario(today)).toEqual(scenario);
	});

	it('shows every life, and every state in Sở Nội vụ', () => {
		const found = new Set(scenario.documents.map((document) => document.life));
		expect(lives.filter((life) => !found.has(life))).toEqual([]);
		const states = versions
			.filter(({ document }) => document.unitCode === 'SO-NV')
			.map(({ version }) => finalState(version, batchByKey.get(version.batchKey ?? '')?.state));
		for (const state of ['draft', 'in_review', 'in_approval', 'approved', 'issued', 'cancelled', 'withdrawn'])
			expect(states).toContain(state);
	});

	it('follows the lifecycle and ends as each life says', () => {
		for (const document of scenario.documents) {
			const states = document.versions.map((version) => finalState(version, batchByKey.get(version.batchKey ?? '')?.state));
			const open = states.filter((state) => !['issued', 'withdrawn', 'cancelled'].includes(state));
			expect(open.length, document.key).toBeLessThanOrEqual(1);
			const last = states.at(-1);
			const expected: Record<string, string> = {
				draft: 'draft',
				in_review: 'in_review',
				in_approval: 'in_approval',
				approved: 'approved',
				returned_by_reviewer: 'draft',
				returned_by_head: 'draft',
				returned_after_approval: 'draft',
				cancelled: 'cancelled',
				withdrawn: 'withdrawn',
				revoked: 'approved'
			};
			expect(last, document.key).toBe(expected[document.life] ?? 'issued');
		}
	});

	it('puts one version in force after the other, never before its issue', () => {
		for (const document of scenario.documents) {
			let inForceFrom = '';
			for (const version of document.versions) {
				const batch = batchByKey.get(version.batchKey ?? '');
				const created = version.acts[0]?.at;
				if (!created) throw new Error(`${version.key} has no acts`);
				expect(inForceFrom <= created.day, `${version.key} begins before its predecessor applies`).toBe(true);
				expect(compareMoments(document.createdAt, created)).toBeLessThanOrEqual(0);
				if (!batch || batch.state === 'draft') continue;
				const approved = version.acts.findLast((act) => act.event === 'approve');
				if (!approved) throw new Error(`${version.key} is issued without approval`);
				expect(compareMoments(approved.at, batch.at), version.key).toBeLessThan(0);
				expect(batch.versionKeys).toContain(version.key);
				if (batch.state === 'issued') {
					expect((batch.effectiveOn ?? '') > inForceFrom, version.key).toBe(true);
					inForceFrom = batch.effectiveOn ?? '';
				}
			}
			expect([...document.versions].sort((a, b) => compareNumbers(a.numbers, b.numbers))).toEqual(document.versions);
		}
	});

	it('dates decisions and effects as the rules ask', () => {
		for (const batch of scenario.batches.filter((one) => one.state !== 'draft')) {
			if (!batch.decisionDate || !batch.effectiveOn) throw new Error(`${batch.key} has no dates`);
			expect(batch.decisionDate <= batch.at.day).toBe(true);
			expect(batch.effectiveOn >= batch.at.day).toBe(true);
			expect(batch.effectiveOn >= batch.decisionDate).toBe(true);
			expect(daysBetween(batch.at.day, batch.effectiveOn)).toBeLessThanOrEqual(365);
			if (batch.withdrawDocumentKeys.length > 0) expect(demoPerson(batch.by).roles).toContain('head');
			if (batch.revoke) expect(batch.revoke.at.day < batch.effectiveOn).toBe(true);
		}
		for (const unitCode of new Set(scenario.batches.map((batch) => batch.unitCode))) {
			const moments = scenario.batches.filter((batch) => batch.unitCode === unitCode).map((batch) => batch.at);
			const sorted = moments.toSorted(compareMoments);
			sorted.slice(1).forEach((moment, index) => {
				expect(compareMoments(sorted[index] ?? moment, moment), unitCode).toBeLessThan(0);
			});
		}
	});

	it('withdraws only what is in force', () => {
		const issuedBefore = (key: string, day: string) =>
			scenario.documents
				.find((document) => document.key === key)
				?.versions.some((version) => (batchByKey.get(version.batchKey ?? '')?.effectiveOn ?? '9999') <= day);
		for (const batch of scenario.batches)
			for (const key of batch.withdrawDocumentKeys) expect(issuedBefore(key, batch.at.day), key).toBe(true);
		for (const { document, version } of versions)
			for (const act of version.acts.filter((one) => one.event === 'withdraw')) {
				expect(issuedBefore(document.key, act.at.day), document.key).toBe(true);
				expect((act.from ?? '') >= act.at.day).toBe(true);
			}
	});

	it('keeps authors, reviewers and approvers apart', () => {
		for (const { document, version } of versions) {
			const by = (event: ScenarioAct['event']) => version.acts.filter((act) => act.event === event).map((act) => act.by);
			const authors = [...by('create'), ...by('edit')];
			for (const key of [...by('pass'), ...by('approve')]) expect(authors, version.key).not.toContain(key);
			for (const act of version.acts) {
				const person = demoPerson(act.by);
				expect(person.unitCode).toBe(document.unitCode);
				if (act.event === 'approve' || act.event === 'withdraw') expect(person.roles).toContain('head');
				if (act.event === 'pass' && !act.underException) expect(person.roles).toContain('reviewer');
				if (act.event === 'create') {
					const named = person.roles.includes('officer') || document.draftersKeys.includes(act.by);
					expect(named, version.key).toBe(true);
				}
				if (['return', 'cancel', 'withdraw'].includes(act.event)) expect(act.comment).toBeTruthy();
			}
			const alone = by('pass').some((key) => by('approve').includes(key));
			expect(alone, version.key).toBe(document.unitCode === 'XA-18259' && by('approve').length > 0);
		}
	});

	it('holds an exception of at most twelve months on every day of the small unit', () => {
		const alone = versions.flatMap(({ version }) =>
			version.acts.filter((act) => act.underException || act.event === 'submit').map((act) => ({ act, version }))
		);
		for (const { act, version } of alone.filter(({ version }) => version.key.startsWith('XA-18259'))) {
			const cover = scenario.exceptions.filter((one) => one.validFrom <= act.at.day && act.at.day < one.validTo);
			expect(cover.length, `${version.key} ${act.at.day}`).toBeGreaterThan(0);
		}
		for (const exception of scenario.exceptions) expect(daysBetween(exception.validFrom, exception.validTo)).toBeLessThanOrEqual(365);
	});

	it('lies in the past, with fresh work in the last days', () => {
		const events = timeline(scenario);
		expect(events.every((event) => event.at.day < today)).toBe(true);
		expect(events.filter((event) => event.at.day >= addDays(today, -10)).length).toBeGreaterThan(40);
		expect(events.some((event) => event.at.day < addDays(today, -900))).toBe(true);
		events.slice(1).forEach((event, index) => {
			expect(compareMoments(events[index]?.at ?? event.at, event.at)).toBeLessThanOrEqual(0);
		});
	});

	it('has codes that are unique within each unit and texts that are NFC', () => {
		const keys = scenario.documents.map((document) => `${document.unitCode} ${codeKey(document.code)}`);
		expect(new Set(keys).size).toBe(keys.length);
		for (const { version } of versions) {
			expect(version.title).toBe(version.title.normalize('NFC'));
			expect(version.summary).toBe(version.summary.normalize('NFC'));
		}
	});
});
