import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as lifecycle from '#lib/domain/documents/lifecycle.ts';
import { programmeLifecycle } from '#lib/domain/audits/programme-lifecycle.ts';
import { auditLifecycle } from '#lib/domain/audits/audit-lifecycle.ts';
import { cycleLifecycle } from '#lib/domain/audits/cycle-lifecycle.ts';
import { inspectionLifecycle } from '#lib/domain/audits/inspection-lifecycle.ts';
import { requestLifecycle } from '#lib/domain/documents/change-requests.ts';
import { actionLifecycle, extensionLifecycle, faultLifecycle } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { findingLifecycle } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { disposalLifecycle, recordLifecycle } from '#lib/domain/records/lifecycle.ts';
import { managementReviewLifecycle } from '#lib/domain/reviews/management-lifecycle.ts';
import { objectiveSetLifecycle } from '#lib/domain/reviews/objectives/lifecycle.ts';
import { printLifecycle } from '#lib/domain/documents/prints.ts';
import { handedOverLifecycle } from '#lib/domain/units/handed-over.ts';
import { takeOnLifecycle } from '#lib/domain/documents/take-on.ts';
import { itemLifecycle, waveLifecycle } from '#lib/domain/roll-out/lifecycle.ts';
import { announcementLifecycle, confirmationLifecycle } from '#lib/domain/roll-out/announcements/lifecycle.ts';
import { readingLifecycle } from '#lib/domain/documents/reading.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import type { TrailEntryRow } from './list.ts';
import { subjectGroups } from './subject-types.ts';
import type { TrailNames } from './subjects.ts';
import { differences, eventWords, showAct, subjectTypeWords } from './words.ts';

const locales: readonly Locale[] = ['vi', 'en'];

/** Files that make the name of an event from parts, and what they make. A new one must be added here. */
const computed: Readonly<Record<string, readonly string[]>> = {
	'lifecycle/transition.ts': [
		...lifecycle.versionLifecycle.map(({ event }) => `version.${event}`),
		...lifecycle.batchLifecycle.map(({ event }) => `issue_batch.${event}`),
		...lifecycle.documentLifecycle.map(({ event }) => `document.${event}`),
		...lifecycle.correctionLifecycle.map(({ event }) => `batch_correction.${event}`),
		...lifecycle.guestReviewLifecycle.map(({ event }) => `guest_review.${event}`),
		...requestLifecycle.map(({ event }) => `change_request.${event}`),
		...readingLifecycle.map(({ event }) => `reading.${event}`),
		...printLifecycle.map(({ event }) => `numbered_print.${event}`),
		...recordLifecycle.map(({ event }) => `record.${event}`),
		...disposalLifecycle.map(({ event }) => `record_disposal.${event}`),
		...announcementLifecycle.map(({ event }) => `announcement.${event}`),
		...confirmationLifecycle.map(({ event }) => `system_confirmation.${event}`),
		...programmeLifecycle.map(({ event }) => `audit_programme.${event}`),
		...objectiveSetLifecycle.map(({ event }) => `objective_set.${event}`),
		...managementReviewLifecycle.map(({ event }) => `management_review.${event}`),
		...auditLifecycle.map(({ event }) => `audit.${event}`),
		...cycleLifecycle.map(({ event }) => `audit_cycle.${event}`),
		...inspectionLifecycle.map(({ event }) => `inspection.${event}`),
		...findingLifecycle.map(({ event }) => `finding.${event}`),
		...actionLifecycle.map(({ event }) => `corrective_action.${event}`),
		...extensionLifecycle.map(({ event }) => `action_extension.${event}`),
		...faultLifecycle.map(({ event }) => `fault_report.${event}`),
		...waveLifecycle.map(({ event }) => `roll_out_wave.${event}`),
		...itemLifecycle.map(({ event }) => `roll_out_item.${event}`),
		...takeOnLifecycle.map(({ event }) => `take_on.${event}`),
		...handedOverLifecycle.map(({ event }) => `handed_over.${event}`)
	],
	'audits/programmes/sign.ts': ['submit', 'recall', 'return', 'revise', 'begin_change', 'drop_change'].map(
		(act) => `audit_programme.${act}`
	),
	'reviews/management/act.ts': ['plan', 'assign', 'report', 'attend', 'discuss', 'decide', 'drop_decision', 'step_done'].map(
		(act) => `management_review.${act}`
	),
	'roll-out/announcements/facts.ts': [
		'create',
		'edit',
		'change_scope',
		'submit',
		'recall',
		'return',
		'supersede',
		'reopen',
		'send',
		'receive',
		'give_back',
		'post',
		'correct',
		'end_with_unit',
		'go_on'
	].map((act) => `announcement.${act}`),
	'roll-out/announcements/confirmations.ts': ['create', 'edit', 'refresh'].map((act) => `system_confirmation.${act}`),
	'reviews/objectives/load.ts': [
		...['create', 'edit', 'drop', 'link', 'submit', 'recall', 'return', 'revise', 'begin_change', 'drop_change', 'result'],
		...['correct_result', 'raise', 'accept']
	].map((act) => `objective_set.${act}`),
	'audits/inspections/move.ts': inspectionLifecycle.map(({ event }) => `inspection.${event}`),
	'audits/answering/send.ts': ['audit.answer', 'inspection.answer', 'inspection.self_assess'],
	'audits/answering/settle.ts': ['audit.settle_answer', 'inspection.settle_answer'],
	'roll-out/plan.ts': ['add', 'change', 'move_due', 'drop'].map((act) => `roll_out_step.${act}`),
	'units/call-off.ts': ['unit.call_off'],
	'units/apply-event.ts': ['establish', 'merge', 'split', 'rename', 'move_parent', 'change_kind', 'upgrade', 'abolish'].map(
		(kind) => `unit.${kind}`
	)
};

type Recorded = { file: string; events: string[]; subjectTypes: string[]; unread: string[] };

/** Every entry for the trail in the server's sources: an object with `event`, and `subjectType` beside it. */
function recorded(): Recorded[] {
	const root = 'src/lib/server';
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
		(file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('generated')
	);
	return files.map((file) => {
		const source = readFileSync(path.join(root, file), 'utf8');
		const found: Recorded = { file: file.replaceAll('\\', '/'), events: [], subjectTypes: [], unread: [] };
		for (const match of source.matchAll(/\bevent(?:: ([^,;\n]+(?:\n\s*[?:][^,;\n]+)*))?,\s*subjectType(?:: ([^,;\n}]+))?/g)) {
			const [, event = 'event', subjectType = 'subjectType'] = match;
			const names = [...event.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].flatMap(([, name]) => name ?? []);
			found.events.push(...names);
			if (names.length === 0) found.unread.push(event);
			found.subjectTypes.push(...[...subjectType.matchAll(/'([a-z_]+)'/g)].flatMap(([, name]) => name ?? []));
		}
		return found;
	});
}

describe('the words of the trail', () => {
	it.each(locales)('name every state of a correction and of a guest review (%s)', (locale) => {
		const states = [...lifecycle.correctionLifecycle, ...lifecycle.guestReviewLifecycle, ...readingLifecycle].flatMap(({ from, to }) => [
			...from,
			to
		]);
		const names: TrailNames = { ofId: () => null, subject: () => null };
		for (const state of states) expect(differences({}, { state }, names, locale)[0]?.after, state).not.toBe(state);
	});

	const all = recorded();

	it('finds the acts that the sources record', () => {
		const events = all.flatMap(({ events }) => events);
		expect(events).toEqual(expect.arrayContaining(['version.create', 'trail.key', 'person.reset_confirm', 'person.reset_cancel']));
		expect(all.find(({ file }) => file === 'lifecycle/transition.ts')?.unread).not.toEqual([]);
	});

	it('knows every machine', () => {
		const tables = Object.keys(lifecycle).filter((name) => name.endsWith('Lifecycle'));
		expect(tables.sort()).toEqual([
			'batchLifecycle',
			'correctionLifecycle',
			'documentLifecycle',
			'guestReviewLifecycle',
			'versionLifecycle'
		]);
	});

	it('cover every event in both languages', () => {
		const events = new Set([...all.flatMap(({ events }) => events), ...Object.values(computed).flat()]);
		const wordless = [...events].flatMap((event) =>
			locales.filter((locale) => eventWords(event, locale) === null).map((locale) => `${locale} ${event}`)
		);
		expect(wordless).toEqual([]);
	});

	it('leave no event whose name cannot be known here', () => {
		// Types and schemas describe an entry, they record none.
		const types = /^(string|Event|VersionEvent|z\.|row\.|entry\.|event$|.*: )/;
		const unknown = all.filter(
			({ file, unread }) => !(file in computed) && !file.startsWith('audit-trail/') && unread.some((event) => !types.test(event))
		);
		expect(unknown.map(({ file, unread }) => `${file}: ${unread.join(' ')}`)).toEqual([]);
	});

	it('cover every kind of subject in both languages, and each has a rule for who sees it', () => {
		const types = new Set([...all.flatMap(({ subjectTypes }) => subjectTypes), ...Object.keys(subjectGroups)]);
		const recordedTypes = [...types].filter((type) => !['version', 'document', 'issue_batch'].includes(type));
		expect(recordedTypes.filter((type) => !(type in subjectGroups))).toEqual([]);
		expect([...types].filter((type) => locales.some((locale) => subjectTypeWords(type, locale) === type))).toEqual([]);
	});
});

const names: TrailNames = {
	subject: ({ id }) => (id === '0190a2b4-0000-7000-8000-000000000001' ? { label: 'QT-01 · Quy trình', href: '/documents/1' } : null),
	ofId: (id) => (id === '0190a2b4-0000-7000-8000-00000000000a' ? 'Trần Văn Minh' : null)
};

describe('differences', () => {
	it('say only what changed, in words', () => {
		const before = { state: 'draft', title: 'Quy trình', issueNo: 1, effectiveOn: '2026-01-01', same: [1, 2] };
		const after = { state: 'in_review', title: 'Quy trình', issueNo: 2, effectiveOn: '2026-02-01', same: [1, 2], opened: true };
		expect(differences(before, after, names, 'vi')).toEqual([
			{ field: 'Trạng thái', before: 'Nháp', after: 'Chờ soát xét' },
			{ field: 'Lần ban hành', before: '1', after: '2' },
			{ field: 'Hiệu lực từ', before: '01/01/2026', after: '01/02/2026' },
			{ field: 'Đã mở xem', before: null, after: 'Có' }
		]);
		expect(differences(before, after, names, 'en')[0]).toEqual({ field: 'State', before: 'Draft', after: 'Waiting for review' });
	});

	it('name the versions that a revoked batch leaves in force', () => {
		const after = { reopened: [{ versionId: '0190a2b4-0000-7000-8000-00000000000a', until: null }] };
		expect(differences(null, after, names, 'vi')).toEqual([{ field: 'Mở lại hiệu lực', before: null, after: 'Bản: Trần Văn Minh' }]);
		expect(differences(null, after, names, 'en')[0]?.after).toBe('Version: Trần Văn Minh');
	});

	it('name people and shorten hashes, lists and nested facts', () => {
		const after = {
			reviewer: '0190a2b4-0000-7000-8000-00000000000a',
			pdf: 'ab'.repeat(32),
			roles: ['officer', 'head'],
			unknownField: { code: 'QT-01', note: '' },
			effectiveFrom: '2026-03-04T00:00:00.000Z',
			expiresAt: '2026-03-04T01:30:00.000Z'
		};
		expect(differences(null, after, names, 'vi').map(({ field, after: text }) => `${field}: ${text}`)).toEqual([
			'Người soát xét được chọn: Trần Văn Minh',
			'Tệp PDF: SHA-256 abababababababab…',
			'Vai trò: Thư ký ISO, Lãnh đạo',
			'unknownField: Mã hiệu: QT-01',
			'Hiệu lực từ: 04/03/2026',
			'Hết hạn: 08:30, 04/03/2026'
		]);
	});

	it('of what is no object still show it', () => {
		expect(differences(null, 'chữ', names, 'vi')).toEqual([{ field: 'Giá trị', before: null, after: 'chữ' }]);
	});
});

describe('an act', () => {
	const row: TrailEntryRow = {
		id: 'c:1',
		seq: 1,
		unitId: null,
		at: new Date('2026-01-01T00:00:00Z'),
		event: 'version.approve',
		subjectType: 'version',
		subjectId: '0190a2b4-0000-7000-8000-000000000001',
		actorId: null,
		actorName: 'system',
		actorRole: 'system',
		position: '',
		delegation: null,
		byToken: false,
		operator: null,
		before: null,
		after: null,
		comment: null,
		hidden: false,
		hash: 'ab'
	};

	it('has words for who, what and about what', () => {
		expect(showAct(row, names, 'vi')).toMatchObject({
			who: 'Hệ thống',
			act: 'Ký phê duyệt',
			subject: 'Bản: QT-01 · Quy trình',
			unit: 'Toàn tỉnh'
		});
		const byToken = { ...row, actorId: 'x', actorName: 'Lan', position: 'Thư ký', byToken: true, operator: 'kế toán' };
		expect(showAct(byToken, names, 'en')).toMatchObject({ who: 'Lan', whoFacts: 'Thư ký · by the token kế toán' });
		const inPlace = { ...row, actorId: 'x', actorName: 'Lan', position: 'Thư ký', delegation: { id: 'y', ofName: 'Trần Văn Đức' } };
		expect(showAct(inPlace, names, 'vi')).toMatchObject({ who: 'Lan', whoFacts: 'Thư ký · thay Trần Văn Đức theo ủy quyền' });
	});
});
