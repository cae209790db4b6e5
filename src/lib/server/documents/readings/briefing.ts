import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { referToFiles, type VersionFile } from '../files.ts';
import { readingMachine } from '../machines.ts';
import { takeNumber } from '../numbers.ts';
import { noticeParams } from '../review.ts';
import { loadVersion } from '../version-facts.ts';
import { askingKinds, forgetAskedTogether } from './lapse.ts';
import { requireCurrent } from './current.ts';

export type NewBriefing = {
	versionId: string;
	heldOn: Day;
	place: string;
	heldBy: string;
	/** People with an account: their open requests are confirmed on paper. */
	userIds: readonly string[];
	/** People without one, as they stand on the sheet. */
	names: readonly string[];
	scan: VersionFile | null;
};

const mostNames = 500;

/**
 * A briefing on paper (biên bản phổ biến): the officer records who was told of a version, with the signed sheet. Requests of people with an
 * account are confirmed on paper; names without one are counted apart. Recorded as `reading.brief` and, per person,
 * `reading.confirm_on_paper`; those people are told.
 * @throws NotFound, Forbidden, Invalid by field; Conflict `illegal_transition` (the version is past, or somebody has no open request)
 */
export function recordBriefing(ctx: Ctx, input: NewBriefing): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const userId = userIdOf(ctx.actor);
		if (!userId) throw new Unauthenticated();
		const { version } = await loadVersion(ctx, input.versionId);
		const role = authorize(ctx, 'reading.brief', { unitId: version.unitId });
		requireCurrent(ctx, version, 'confirm_on_paper');
		const { scan, ...text } = requireBriefing(ctx, input);
		const people = await requestsOf(ctx, version, input.userIds);
		await referToFiles(ctx, [scan]);
		const number = await takeNumber(ctx, 'BBPB', version.unitId);
		const now = ctx.clock.now();
		const { id } = await ctx.db.readingBriefing.create({
			data: {
				unitId: version.unitId,
				versionId: version.id,
				round: version.round,
				number,
				heldOn: toDbDate(text.heldOn),
				place: text.place,
				heldBy: text.heldBy,
				scanSha256: scan.sha256,
				scanName: scan.fileName,
				recordedById: userId,
				recordedAt: now
			},
			select: { id: true }
		});
		await ctx.db.readingBriefingLine.createMany({
			data: [
				...people.map(({ user }) => ({ briefingId: id, name: user.fullName, userId: user.id })),
				...text.names.map((name) => ({ briefingId: id, name, userId: null }))
			]
		});
		await record(ctx, {
			event: 'reading.brief',
			subjectType: 'reading_briefing',
			subjectId: id,
			unitId: version.unitId,
			role,
			after: {
				number,
				version: version.id,
				heldOn: text.heldOn,
				place: text.place,
				heldBy: text.heldBy,
				people: people.length + text.names.length,
				scan: scan.sha256
			}
		});
		const sha256 = version.pdfSha256 ?? version.sourceSha256;
		for (const { user, ...request } of people) {
			await transition(
				ctx,
				readingMachine,
				request,
				'confirm_on_paper',
				{ unitId: version.unitId, personId: user.id },
				{
					data: { sha256, decidedAt: now, decidedById: userId, briefingId: id },
					after: { version: version.id, person: user.id, briefing: number }
				}
			);
		}
		const told = people.map(({ user }) => user.id);
		await lapse(ctx, 'version', [version.id], [...askingKinds], { userIds: told });
		await forgetAskedTogether(ctx, told);
		await notify(ctx, {
			to: told,
			kind: 'read_on_paper',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			params: { ...noticeParams(version), number }
		});
		return { id, number };
	});
}

function requireBriefing(ctx: Ctx, input: NewBriefing): { heldOn: Day; place: string; heldBy: string; names: string[]; scan: VersionFile } {
	const place = visibleText(input.place.normalize('NFC'));
	const heldBy = visibleText(input.heldBy.normalize('NFC'));
	const names = [...new Set(input.names.map((name) => visibleText(name.normalize('NFC'))).filter((name) => name !== ''))];
	const faults: Record<string, string> = {};
	if (!isDay(input.heldOn)) faults.heldOn = 'day_invalid';
	else if (input.heldOn > today(ctx)) faults.heldOn = 'day_in_future';
	if (place === '') faults.place = 'required';
	if (place.length > 200) faults.place = 'too_long:200';
	if (heldBy === '') faults.heldBy = 'required';
	if (heldBy.length > 200) faults.heldBy = 'too_long:200';
	if (input.userIds.length + names.length === 0) faults.names = 'briefing_nobody';
	if (names.length > mostNames) faults.names = 'too_many_lines';
	if (names.some((name) => name.length > 100)) faults.names = 'too_long:100';
	if (!input.scan) faults.scan = 'required';
	if (!input.scan || Object.keys(faults).length > 0) throw new Invalid(faults);
	return { heldOn: input.heldOn, place, heldBy, names, scan: input.scan };
}

async function requestsOf(ctx: Ctx, version: { id: string; unitId: string; round: number; state: string }, userIds: readonly string[]) {
	const wanted = [...new Set(userIds)];
	if (!wanted.every(isUuid)) throw new Invalid({ people: 'unknown_person' });
	await ctx.db.$queryRaw`select id from version where id = ${version.id}::uuid for share`;
	const requests = await ctx.db.readingRequest.findMany({
		where: {
			versionId: version.id,
			round: version.round,
			userId: { in: wanted },
			state: 'open',
			user: { status: 'active', memberships: { some: { unitId: version.unitId, ...validOn(today(ctx)) } } }
		},
		select: { id: true, state: true, rowVersion: true, unitId: true, user: { select: { id: true, fullName: true } } },
		orderBy: { user: { fullName: 'asc' } }
	});
	if (requests.length !== wanted.length) throw new Conflict('stale', { state: version.state });
	return requests;
}

/** The signed sheet of a briefing, for those who read the unit's lists. @throws NotFound */
export async function deliverBriefingScan(ctx: Ctx, store: FileStore, briefingId: string, request: Request): Promise<Response> {
	const briefing = isUuid(briefingId)
		? await ctx.db.readingBriefing.findUnique({ where: { id: briefingId }, include: { scan: true } })
		: null;
	if (!briefing || !may(ctx.actor, 'reading.list', { unitId: briefing.unitId })) throw new NotFound('file_not_found');
	const { sha256, contentType } = briefing.scan;
	return deliverFile(request, store, { sha256, contentType, fileName: briefing.scanName });
}
