import { describe, expect, it } from 'vitest';
import { applyFix } from './apply-fix.ts';
import { checkProcedure, mayBeSent, noFacts, type Check, type CheckFacts } from './checks.ts';
import { emptyContent, emptyService, type Duration, type ProcedureContent } from './content.ts';

const days = (value: number): Duration => ({ value, unit: 'days' });

/** A procedure of a service with which nothing is wrong. */
function sound(): ProcedureContent {
	return {
		...emptyContent(true),
		purpose: 'Thống nhất cách làm.',
		scope: 'Mọi hồ sơ.',
		references: [{ id: 'r1', text: 'TCVN ISO 9001:2015', documentId: null, externalId: null }],
		service: {
			...emptyService(),
			serviceCode: '1.004203.H27',
			dossier: [{ id: 'd1', name: 'Đơn', original: true, copy: false, form: 'BM.02.01' }],
			dossierSets: '01 bộ',
			timeLimit: days(12),
			place: 'Bộ phận TN&TKQ',
			channels: ['in_person'],
			fee: 'Không'
		},
		steps: [
			{ id: 's1', what: 'Tiếp nhận', who: 'Bộ phận TN&TKQ', time: { value: 4, unit: 'hours' }, result: 'BM.02.02' },
			{ id: 's2', what: 'Thẩm định', who: 'Chuyên viên', time: days(9), result: 'Báo cáo\nBM.02.01' },
			{ id: 's3', what: 'Ký', who: 'Giám đốc', time: days(2.5), result: 'Chứng chỉ' }
		],
		legalBasis: [{ id: 'l1', text: 'Quyết định số 1234/QĐ-UBND ngày 05/5/2026', documentId: null, externalId: null }],
		forms: [
			{ id: 'f1', code: 'BM.02.01', name: 'Đơn' },
			{ id: 'f2', code: 'BM.02.02', name: 'Giấy tiếp nhận' },
			{ id: 'f3', code: 'Mẫu số 01', name: 'Mẫu của nghị định' },
			{ id: 'f4', code: 'Mẫu số 01', name: 'Mẫu của thông tư' }
		],
		records: [{ id: 'k1', name: 'Hồ sơ cấp', keptBy: 'Phòng QLVTLT', keptFor: '10 năm' }]
	};
}

const facts: CheckFacts = {
	...noFacts,
	forms: {
		'BM.2.1': { code: 'BM.02.01', title: 'Đơn đề nghị', state: 'in_force' },
		'BM.2.2': { code: 'BM.02.02', title: 'Giấy tiếp nhận', state: 'in_force' },
		'BM.2.4': { code: 'BM.02.04', title: 'Phiếu kiểm soát', state: 'in_force' }
	}
};

const seen = (checks: readonly Check[]) => checks.map(({ part, rowId, code, severity }) => `${severity} ${part} ${rowId ?? '-'} ${code}`);
const check = (content: ProcedureContent, known = facts) => checkProcedure(content, known);
let made = 0;
const newId = () => `new${(made += 1)}`;

/** Takes the first suggestion of a check, which must do away with it. */
function cured(content: ProcedureContent, code: Check['code'], which = 0, known = facts): ProcedureContent {
	const fix = check(content, known).find((one) => one.code === code)?.fixes[which];
	if (!fix) throw new Error(`no fix for ${code}`);
	return applyFix(content, fix, newId);
}

it('finds nothing in a sound procedure', () => {
	expect(check(sound())).toEqual([]);
});

describe('what is missing', () => {
	it('stops an empty procedure, of a service by more', () => {
		expect(seen(check(emptyContent(false)))).toEqual([
			'stop purpose - part_empty',
			'stop scope - part_empty',
			'stop steps - part_empty',
			'warn records - part_empty'
		]);
		const service = check(emptyContent(true));
		expect(service.filter(({ severity }) => severity === 'stop').map(({ part }) => part)).toEqual([
			'purpose',
			'scope',
			'service.dossier',
			'service.dossierSets',
			'service.timeLimit',
			'service.place',
			'service.fee',
			'steps'
		]);
		expect(mayBeSent(service)).toBe(false);
	});

	it('lets a system procedure be written in sections', () => {
		const content = { ...sound(), service: null, steps: [], sections: [{ id: 'a', heading: 'Yêu cầu', text: 'Văn bản' }] };
		expect(check(content)).toEqual([]);
		expect(mayBeSent(check({ ...content, records: [] }))).toBe(true);
	});

	it('points at the row without a role, a time, a retention or any word', () => {
		const content = sound();
		const [first, second, third] = content.steps;
		if (!first || !second || !third) throw new Error('three steps');
		const wrong = {
			...content,
			steps: [{ ...first, who: ' ' }, { ...second, time: null }, third, { id: 's4', what: ' ', who: '', time: null, result: '' }],
			records: [{ id: 'k1', name: 'Hồ sơ', keptBy: '', keptFor: '' }]
		};
		expect(seen(check(wrong))).toEqual([
			'stop steps s4 row_empty',
			'stop steps s1 who_missing',
			'warn steps s2 time_missing',
			'warn records k1 retention_missing',
			'stop steps s3 times_differ'
		]);
		expect(seen(check(cured(wrong, 'row_empty')))).not.toContain('stop steps s4 row_empty');
	});
});

describe('times', () => {
	const shortened = (): ProcedureContent => ({
		...sound(),
		steps: sound().steps.map((step) => (step.id === 's3' ? { ...step, time: days(2) } : step))
	});

	it('adds hours and days of eight hours', () => {
		const [found] = check(shortened());
		expect(found).toMatchObject({ code: 'times_differ', rowId: 's2', params: { sum: 92, limit: 96, missing: 4 } });
		expect(found?.fixes).toEqual([
			{ kind: 'set_step_time', rowId: 's2', time: days(9.5) },
			{ kind: 'set_time_limit', time: days(11.5) }
		]);
	});

	it('proposes the step that was changed since the version in force, and both ways cure it', () => {
		const known = { ...facts, earlierTimes: { s1: { value: 4, unit: 'hours' as const }, s3: days(2.5) } };
		expect(check(shortened(), known)[0]).toMatchObject({ rowId: 's3', params: { no: 3, before: 20, now: 16 } });
		for (const which of [0, 1]) expect(check(cured(shortened(), 'times_differ', which, known), known)).toEqual([]);
	});

	it('never proposes a time below nothing', () => {
		const content = sound();
		if (!content.service) throw new Error('a service');
		const found = check({ ...content, service: { ...content.service, timeLimit: { value: 1, unit: 'hours' } } })[0];
		expect(found?.fixes).toEqual([{ kind: 'set_time_limit', time: { value: 96, unit: 'hours' } }]);
	});
});

describe('forms', () => {
	it('asks that what a step or the dossier uses stands in section 6', () => {
		const content = sound();
		if (!content.service) throw new Error('a service');
		const wrong = {
			...content,
			service: { ...content.service, dossier: [{ id: 'd1', name: 'Đơn', original: true, copy: false, form: 'BM.02.09; Mẫu số 02' }] },
			steps: content.steps.map((step) => (step.id === 's3' ? { ...step, result: 'Chứng chỉ\nbm-2-4 Phiếu' } : step))
		};
		const found = check(wrong);
		expect(seen(found)).toEqual(['stop service.dossier d1 form_not_listed', 'stop steps s3 form_not_listed']);
		expect(found[0]?.fixes[1]).toEqual({ kind: 'replace_code', part: 'service.dossier', rowId: 'd1', from: 'BM.02.09', to: 'BM.02.01' });
		expect(found[1]?.fixes[0]).toEqual({ kind: 'add_form', code: 'BM.02.04', name: 'Phiếu kiểm soát' });
		const replaced = applyFix(wrong, found[0]?.fixes[1] ?? { kind: 'add_form', code: '', name: '' }, newId);
		expect(replaced.service?.dossier[0]?.form).toBe('BM.02.01; Mẫu số 02');
		expect(check(cured(replaced, 'form_not_listed'))).toEqual([]);
	});

	it('says which codes of section 6 the unit does not have, or not in force', () => {
		const content = { ...sound(), forms: [...sound().forms, { id: 'f5', code: 'BM.9', name: 'Lạ' }] };
		const known: CheckFacts = {
			...facts,
			forms: {
				'BM.2.1': { code: 'BM.02.01', title: '', state: 'past' },
				'BM.2.2': { code: 'BM.02.02', title: '', state: 'draft' }
			}
		};
		expect(seen(check(content, known))).toEqual([
			'warn forms f1 form_not_in_force',
			'warn forms f2 form_draft',
			'warn forms f5 form_unknown'
		]);
	});

	it('takes one code once, however it is written, and a name for each', () => {
		const content = { ...sound(), forms: [...sound().forms, { id: 'f5', code: 'bm-2-1', name: '' }] };
		expect(seen(check(content))).toEqual(['stop forms f5 form_name_missing', 'stop forms f5 code_twice']);
		expect(cured(content, 'form_name_missing').forms.at(-1)?.name).toBe('Đơn đề nghị');
		expect(check(cured(content, 'code_twice'))).toEqual([]);
	});
});

describe('references and the service', () => {
	it('says what is cited twice, gone, not in force or repealed', () => {
		const content = {
			...sound(),
			references: [
				{ id: 'r1', text: 'QT.01', documentId: 'x', externalId: null },
				{ id: 'r2', text: 'QT.01 lần nữa', documentId: 'x', externalId: null },
				{ id: 'r3', text: 'QT.02', documentId: 'y', externalId: null },
				{ id: 'r4', text: 'NĐ', documentId: null, externalId: 'z' },
				{ id: 'r5', text: 'Luật', documentId: null, externalId: 'w' }
			]
		};
		const known: CheckFacts = {
			...facts,
			documents: { x: { code: 'QT.01', title: '', state: 'past' } },
			externals: {
				z: { title: 'NĐ 61/2018/NĐ-CP', repealedOn: '2026-01-01', replacedBy: null },
				w: { title: 'Luật', repealedOn: null, replacedBy: null }
			}
		};
		expect(seen(check(content, known))).toEqual([
			'warn references r1 reference_not_in_force',
			'warn references r2 reference_twice',
			'warn references r2 reference_not_in_force',
			'warn references r3 reference_gone',
			'warn references r4 reference_repealed'
		]);
	});

	it('compares the service with the catalogue', () => {
		const service = { code: '1.004203.H27', name: 'Cấp', timeLimit: days(10), decision: '99/QĐ-UBND', decisionDate: '2026-05-04' } as const;
		const known: CheckFacts = { ...facts, service };
		expect(seen(check(sound(), known))).toEqual([
			'warn service.timeLimit - service_limit_differs',
			'warn legalBasis - service_decision_missing'
		]);
		expect(cured(sound(), 'service_limit_differs', 0, known).service?.timeLimit).toEqual(days(10));
		const based = cured(sound(), 'service_decision_missing', 0, known);
		expect(based.legalBasis.at(-1)?.text).toBe('Quyết định số 99/QĐ-UBND ngày 04/05/2026');
		expect(check(based, known).map(({ code }) => code)).not.toContain('service_decision_missing');
		expect(seen(check(sound(), { ...facts, service: 'unknown' }))).toEqual(['warn service.serviceCode - service_unknown']);
	});
});
