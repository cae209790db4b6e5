import type { Role } from '#lib/domain/permissions/actor.ts';
import { dutyKinds as documentDuties, dutyRoles as documentRoles } from '#lib/domain/people/duties.ts';

/**
 * Every kind of open duty that somebody can have in a unit: what a person must go on doing until somebody else does it. What they did, and what
 * is theirs alone (their account, readings, trainings), is none. In the order in which a list shows them.
 */
export const handOverKinds = [
	'role',
	...documentDuties,
	'guest_review',
	'change_request',
	'external_check',
	'print',
	'series',
	'series_reader',
	'action_owner',
	'action_line',
	'action_verifier',
	'area_leader',
	'area_member',
	'programme_line',
	'audit_team',
	'inspection_helper',
	'roll_out_unit',
	'roll_out_item',
	'plan_step',
	'committee',
	'review_chair',
	'review_secretary',
	'review_member',
	'review_input',
	'review_decision',
	'objective',
	'objective_report',
	'risk',
	'risk_measure',
	'training_need'
] as const;
export type HandOverKind = (typeof handOverKinds)[number];

/**
 * Why a duty stays where it is, whatever was chosen: given by an appointment or a decision (`appointed`), named in what was signed or told
 * (`signed`), fixed when a request was considered (`considered`), a paper in somebody's hands (`in_hand`), named by the Department (`department`);
 * or because of who would take it: no longer active in the unit (`not_there`), without the role (`role_missing`), they wrote, approved or are to
 * verify it (`separation`), it is theirs already (`has_it`).
 */
export const stayReasons = [
	'appointed',
	'signed',
	'considered',
	'in_hand',
	'department',
	'not_there',
	'role_missing',
	'separation',
	'has_it'
] as const;
export type StayReason = (typeof stayReasons)[number];

/** Which roles the new holder needs in the unit; every other kind goes to any member. */
const roles: Partial<Record<HandOverKind, readonly Role[] | null>> = { ...documentRoles, review_chair: ['head'] };

export function rolesFor(kind: HandOverKind): readonly Role[] | null {
	return roles[kind] ?? null;
}

/** One line of a list, as both confirm it. */
export type HandOverLine = {
	readonly kind: HandOverKind;
	readonly subjectId: string;
	/** Code and title in Vietnamese, as documents have them; of `role` the codes of the roles. */
	readonly label: string;
	/** Who takes it. */
	readonly toId: string;
	readonly toName: string;
	/** Why it is left out; empty: it goes. */
	readonly leftOut: string;
	readonly remark: string;
	readonly stays: StayReason | null;
};

/** Whether it moves when both have confirmed. */
export function goes(line: Pick<HandOverLine, 'leftOut' | 'stays'>): boolean {
	return line.leftOut === '' && line.stays === null;
}

/** The list as its hash is taken: names and lines, nothing that changes by itself. */
export type HandOverContent = {
	readonly unitId: string;
	readonly from: { readonly id: string; readonly name: string };
	readonly to: { readonly id: string; readonly name: string };
	readonly lines: readonly HandOverLine[];
};

/** Field by field, so that the same list always has the same hash. */
export function contentText({ unitId, from, to, lines }: HandOverContent): string {
	return JSON.stringify({
		unitId,
		from: { id: from.id, name: from.name },
		to: { id: to.id, name: to.name },
		lines: lines.map(({ kind, subjectId, label, toId, toName, leftOut, remark, stays }) => ({
			kind,
			subjectId,
			label,
			toId,
			toName,
			leftOut,
			remark,
			stays
		}))
	});
}

/** A kept list. The database holds its hash, so it is what `contentText` wrote. */
export function readContent(text: string): HandOverContent {
	return JSON.parse(text) as HandOverContent;
}

export function lineKey(line: Pick<HandOverLine, 'kind' | 'subjectId'>): string {
	return `${line.kind}:${line.subjectId}`;
}

export type ListChange = { readonly change: 'added' | 'gone' | 'changed'; readonly line: HandOverLine };

/** What is otherwise in the list of now than in one that was confirmed. */
export function changesBetween(before: readonly HandOverLine[], now: readonly HandOverLine[]): ListChange[] {
	const old = new Map(before.map((line) => [lineKey(line), line]));
	const known = new Set(now.map(lineKey));
	return [
		...now.flatMap((line): ListChange[] => {
			const was = old.get(lineKey(line));
			if (!was) return [{ change: 'added', line }];
			return JSON.stringify(was) === JSON.stringify(line) ? [] : [{ change: 'changed', line }];
		}),
		...before.filter((line) => !known.has(lineKey(line))).map((line): ListChange => ({ change: 'gone', line }))
	];
}
