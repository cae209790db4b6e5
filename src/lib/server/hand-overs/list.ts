import { createHash } from 'node:crypto';
import type { Role } from '#lib/domain/permissions/actor.ts';
import {
	contentText,
	handOverKinds,
	lineKey,
	rolesFor,
	type HandOverContent,
	type HandOverKind,
	type HandOverLine,
	type StayReason
} from '#lib/domain/hand-overs/duties.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { openDutiesIn, type OpenDuty } from './duties.ts';
import type { LoadedHandOver } from './load.ts';

export type LiveList = { readonly content: HandOverContent; readonly text: string; readonly sha256: string };

/**
 * The list of an open hand-over as it is now: what hangs on the person, with what was chosen of each line and whether whoever would take it
 * may. Nothing of it is kept until both have confirmed it, so no list can be older than what it tells of.
 */
export async function liveList(
	ctx: Ctx,
	handOver: Pick<LoadedHandOver, 'unitId' | 'fromId' | 'toId' | 'from' | 'to' | 'choices'>
): Promise<LiveList> {
	const duties = await openDutiesIn(ctx, handOver.unitId, handOver.fromId);
	const chosen = new Map(handOver.choices.map((choice) => [`${choice.kind}:${choice.subjectId}`, choice]));
	const rolesOf = await rolesInUnit(ctx, handOver.unitId);
	const names = await namesOf(ctx, [handOver.toId, ...handOver.choices.flatMap(({ toId }) => toId ?? [])]);
	const lines = duties.toSorted(byKind).map((duty): HandOverLine => {
		const choice = chosen.get(lineKey(duty));
		const toId = choice?.toId ?? handOver.toId;
		return {
			kind: duty.kind,
			subjectId: duty.subjectId,
			label: duty.label,
			toId,
			toName: names.get(toId) ?? '',
			leftOut: choice?.leftOut ?? '',
			remark: choice?.remark ?? '',
			stays: duty.stays ?? staysFor(duty, handOver.fromId, toId, rolesOf)
		};
	});
	return sealed({
		unitId: handOver.unitId,
		from: { id: handOver.fromId, name: handOver.from.fullName },
		to: { id: handOver.toId, name: handOver.to.fullName },
		lines
	});
}

function sealed(content: HandOverContent): LiveList {
	const text = contentText(content);
	return { content, text, sha256: createHash('sha256').update(text).digest('hex') };
}

function byKind(a: OpenDuty, b: OpenDuty): number {
	const place = handOverKinds.indexOf(a.kind) - handOverKinds.indexOf(b.kind);
	if (place !== 0) return place;
	if (a.label !== b.label) return a.label < b.label ? -1 : 1;
	return a.subjectId < b.subjectId ? -1 : 1;
}

/** Done by somebody who has a place for it that no role of the unit gives: a member of the review, a registered auditor. */
const asksPlace: readonly HandOverKind[] = ['review_input', 'programme_line'];

function staysFor(duty: OpenDuty, fromId: string, toId: string, rolesOf: ReadonlyMap<string, readonly Role[]>): StayReason | null {
	const held = rolesOf.get(toId);
	const asked = rolesFor(duty.kind);
	if (toId === fromId) return 'has_it';
	if (!held) return 'not_there';
	if (asked && !asked.some((role) => held.includes(role))) return 'role_missing';
	if (!duty.barred.includes(toId)) return null;
	return asksPlace.includes(duty.kind) ? 'role_missing' : 'separation';
}

/** The roles of everybody who works in the unit today. */
async function rolesInUnit(ctx: Ctx, unitId: string): Promise<Map<string, Role[]>> {
	const rows = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } },
		select: { userId: true, roles: true }
	});
	const all = new Map<string, Role[]>();
	for (const { userId, roles } of rows) all.set(userId, [...(all.get(userId) ?? []), ...roles]);
	return all;
}

async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
	const rows = await ctx.db.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, fullName: true } });
	return new Map(rows.map(({ id, fullName }) => [id, fullName]));
}
