import { describe, expect, it } from 'vitest';
import { digestKinds, homeKinds, isMailed, isNoticeKind, noticeKinds, noticeTable, type NoticeKind } from './notice-kinds.ts';
import { noticeText, noticeTitle } from './notice-words.ts';

/** The column "Told" of states.md, typed from its sections 1 to 3: row, who, how, and the kind that tells them. */
const told: readonly [row: string, who: string, how: string, kind: string][] = [
	['§1 create', 'named drafters', 'H D', 'drafter_named'],
	['§1 set drafters', 'new drafters', 'H', 'drafter_added'],
	['§1 change code', 'drafters', 'D', 'code_changed'],
	['§1 abandon', 'drafters', 'D', 'abandoned'],
	['V1', 'other drafters', 'D', 'version_begun'],
	['V3', 'reviewer', 'H D', 'review_asked'],
	['V4', 'reviewer (gone)', 'H', 'review_gone'],
	['V5', 'heads', 'H D', 'approval_asked'],
	['V6', 'heads (gone)', 'H', 'approval_gone'],
	['V7', 'authors, officer', 'H D', 'returned'],
	['V8', 'authors, officer, reviewer', 'H D', 'returned'],
	['V9', 'officer, authors', 'H D', 'approved'],
	['V10', 'authors, reviewer, head', 'H D', 'returned'],
	['V11', 'everyone who acted in this round', 'D', 'cancelled'],
	['V14', 'audience', 'M H', 'withdrawn'],
	['V14', 'officers of citing documents', 'H', 'citing_withdrawn'],
	['V14', 'holders of prints', 'M H', 'print_withdrawn'],
	['B1', 'heads', 'H', 'batch_created'],
	['B3', 'audience', 'H D (M if substantive)', 'issued'],
	['B3', 'officers of citing documents', 'D', 'citing_changed'],
	['B3', 'holders of prints', 'D', 'print_recalled'],
	['B5', 'audience, as B3', 'H D (M if substantive)', 'revoked'],
	['B5', 'officers of citing documents, as B3', 'D', 'citing_revoked'],
	['B5', 'holders of prints, as B3', 'D', 'print_called_off'],
	['B6', 'officer', 'D', 'correction_decided'],
	// The ask and the carrying at an issue are said with the issue itself (docs/decisions/0313).
	['§4 ask', 'person', 'H D', 'read_asked'],
	['§4 ask', 'person, at B3', 'H D (M if substantive)', 'issued'],
	['§4 waive', 'person', 'D', 'read_waived'],
	['§4 confirm on paper', 'person', 'D', 'read_on_paper'],
	// §9 and §10. Where the column names no way, the digest tells it; an action that became void takes work from its owner, so Home as well.
	['C1', 'officer, head', 'H D', 'action_raised'],
	['C1 fault', 'officers', 'H D', 'fault_reported'],
	['C1 fault', 'the reporter', 'H D', 'fault_confirmed'],
	['C1 fault', 'the reporter', 'H D', 'fault_declined'],
	['C2', 'owner', 'M H', 'action_assigned'],
	['C4', 'head', 'H', 'action_correction_asked'],
	['C5', 'head', 'H D', 'action_plan_asked'],
	['C8 ask', 'who decides', 'H D', 'action_extension_asked'],
	['C8', 'owner', 'H D', 'action_extension_granted'],
	['C8', 'owner, refused', 'H D', 'action_extension_refused'],
	['C8', 'coordinator', 'D', 'action_extended'],
	['C9', 'verifier on the day', 'H', 'action_check_due'],
	['C9', 'nobody is named', 'H D', 'action_check_unnamed'],
	['C10', 'the verifier', 'H D', 'action_verifier_named'],
	['C10', 'owner, head, source', 'D', 'action_verified'],
	['C11', 'head', 'H M', 'action_failed'],
	['C11', 'owner, officer', 'H D', 'action_failed_owner'],
	['C6 approve', 'owner, doers', 'H D', 'action_plan_approved'],
	['C6 return', 'owner, doers', 'H D', 'action_plan_returned'],
	['C6 correction only', 'owner', 'H D', 'action_correction_accepted'],
	['C7', 'owner', 'D', 'action_line_done'],
	['C12', 'owner', 'H D', 'action_void'],
	// §7. Mail alone (A3, A10) stands in Home as well, where it is read again; A11 names no way.
	['A2', 'team', 'H M', 'audit_team_appointed'],
	['A3', 'auditees, heads of areas', 'M H', 'audit_notified'],
	['A7', 'head', 'H M', 'audit_reported'],
	['A8', 'lead', 'H', 'audit_returned'],
	['A9', 'team, areas', 'D', 'audit_accepted'],
	['A10', 'team, auditees', 'M H', 'audit_postponed'],
	['A10', 'team, auditees', 'M H', 'audit_cancelled'],
	['A11', 'team', 'H', 'audit_stopped'],
	// §8. Mail alone stands in Home as well.
	['I1', "unit's officer, heads", 'M H', 'inspection_notified'],
	['I3', 'lead', 'H D', 'inspection_handed_in'],
	['I4', 'head', 'M H', 'inspection_started'],
	['I6', 'head', 'H M', 'inspection_minutes'],
	['I7', 'coordinator, unit', 'M H', 'inspection_closed'],
	['I8', 'lead', 'H', 'inspection_returned'],
	['I9', 'unit', 'M H', 'inspection_unsigned'],
	['I10', 'unit, team', 'M H', 'inspection_postponed'],
	['I10', 'unit, team', 'M H', 'inspection_cancelled'],
	['§6 propose', 'officer', 'H D', 'request_proposed'],
	['§6 ask back', 'the other', 'H', 'request_asked'],
	['§6 answer', 'the other', 'H', 'request_answered'],
	['§6 withdraw request', 'officer', 'D', 'request_withdrawn'],
	['§6 consider', 'head, reviewers', 'H D', 'request_considered'],
	['§6 decline', 'proposer', 'H D', 'request_declined'],
	['§6 accept', 'drafters, proposer', 'H D', 'request_accepted'],
	['§6 extend', 'proposer', 'D', 'request_extended'],
	['§6 stop', 'drafters, proposer', 'D', 'request_stopped'],
	['§6 finish', 'proposer', 'H D', 'request_done']
];
/** Rows that tell nobody. */
const silent = ['V2', 'V15', 'B2', 'B4'];
/** Kinds of those sections beyond the column: a head who is to sign must see it; reminders. */
const beyond = [
	'take_on_ready',
	'correction_proposed',
	'read_soon',
	'read_late',
	'inspection_helper',
	'inspection_self_extended',
	'inspection_self_due',
	'inspection_reminded',
	'inspection_unsigned_asked'
];

describe('the kinds of notices', () => {
	it.each(told)('%s tells %s %s (%s)', (row, _who, how, kind) => {
		if (!isNoticeKind(kind)) throw new Error(`there is no kind ${kind}`);
		expect(noticeTable[kind].row).toContain(row);
		expect({
			home: homeKinds.includes(kind),
			digest: digestKinds.includes(kind),
			always: isMailed(kind, false),
			substantive: isMailed(kind, true)
		}).toEqual({
			home: how.includes('H'),
			digest: how.includes('D'),
			always: how.includes('M') && !how.includes('if substantive'),
			substantive: how.includes('M')
		});
	});

	it('leave out no row of those sections and add none', () => {
		const isOfSection = (kind: NoticeKind) => /^(?:§1 |§4 |§6 |A\d|I\d|V\d|B\d)/.test(noticeTable[kind].row);
		const listed = told.flatMap(([, , , kind]) => (isNoticeKind(kind) && isOfSection(kind) ? [kind] : []));
		expect(noticeKinds.filter((kind) => isOfSection(kind) && !beyond.includes(kind)).toSorted()).toEqual([...new Set(listed)].toSorted());
		for (const row of silent) expect(noticeKinds.filter((kind) => noticeTable[kind].row.split(' ').includes(row))).toEqual([]);
	});

	it('reach somebody, each by Home or by the digest', () => {
		expect(noticeKinds.filter((kind) => !homeKinds.includes(kind) && !digestKinds.includes(kind))).toEqual([]);
	});

	it.each(['vi', 'en'] as const)('have words that name what they carry (%s)', (locale) => {
		const params = {
			code: 'QT-01',
			title: 'T',
			numbers: '01/00',
			number: 'N',
			reason: 'R',
			who: 'W',
			day: '2026-11-24',
			unit: 'U',
			count: 2
		};
		for (const kind of noticeKinds) {
			expect(noticeTitle(kind, locale), kind).not.toContain('QT-01');
			const text = noticeText({ kind, subjectType: 'version', subjectId: 'x', params: { ...params, what: 'X' } }, locale);
			expect(text, kind).toMatch(/QT-01|\b[WUNTX]\b|^2 /);
		}
	});
});
