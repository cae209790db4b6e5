import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { disposalSentence } from '#lib/domain/records/sentences.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { recordQuery } from '#lib/domain/records/forms.ts';
import { loadDisposal } from './facts.ts';
import { register } from './queries.ts';

/** The unit's disposals, the newest first. */
export async function disposalList(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'record.list_disposals', { unitId })) throw new Forbidden();
	const rows = await ctx.db.recordDisposal.findMany({
		where: { unitId },
		orderBy: { createdAt: 'desc' },
		take: 500,
		select: { id: true, number: true, state: true, method: true, carriedOutOn: true, _count: { select: { lines: true } } }
	});
	return {
		items: rows.map(({ _count, carriedOutOn, ...row }) => ({ ...row, carriedOutOn: fromDbDate(carriedOutOn), records: _count.lines })),
		may: { manage: may(ctx.actor, 'record.manage', { unitId }) }
	};
}

/** Records that may be put on a list today, for the form of a new one. @throws Forbidden */
export async function newDisposal(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'record.manage', { unitId })) throw new Forbidden();
	const { items } = await register(ctx, unitId, recordQuery.parse({ state: 'due' }), { all: true });
	return { records: items };
}

export async function disposalPage(ctx: Ctx, disposalId: string) {
	const { disposal, subject } = await loadDisposal(ctx, disposalId);
	const [records, people] = await Promise.all([
		ctx.db.qualityRecord.findMany({
			where: { id: { in: disposal.lines.map(({ recordId }) => recordId) } },
			orderBy: { number: 'asc' },
			select: { id: true, number: true, title: true, madeOn: true, closedOn: true, state: true, series: { select: { code: true } } }
		}),
		ctx.db.user.findUniqueOrThrow({ where: { id: disposal.createdById }, select: { fullName: true } })
	]);
	const lines = new Map(disposal.lines.map((line) => [line.recordId, line]));
	const head = membershipIn(ctx.actor, disposal.unitId, ['head']);
	const manage = may(ctx.actor, 'record.manage', subject);
	const sign = disposal.state === 'proposed' && may(ctx.actor, 'record.approve_disposal', subject);
	return {
		id: disposal.id,
		number: disposal.number,
		state: disposal.state,
		reason: disposal.reason,
		method: disposal.method,
		stateReason: disposal.stateReason,
		rowVersion: disposal.rowVersion,
		createdAt: disposal.createdAt,
		createdBy: people.fullName,
		approval:
			disposal.approvedAt === null
				? null
				: {
						name: disposal.approverName ?? '',
						position: disposal.approverPosition ?? '',
						at: disposal.approvedAt,
						meaning: disposal.meaningText ?? '',
						sha256: disposal.contentSha256 ?? ''
					},
		carriedOutOn: fromDbDate(disposal.carriedOutOn),
		participants: disposal.participants,
		minutes: disposal.minutesName,
		records: records.map((row) => {
			const line = lines.get(row.id);
			return {
				...row,
				madeOn: fromDbDate(row.madeOn),
				closedOn: fromDbDate(row.closedOn),
				retention: line?.retention ?? '',
				dueOn: line ? fromDbDate(line.dueOn) : null
			};
		}),
		sentence: disposalSentence(disposal.number, disposal.lines.length, disposal.method),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		may: {
			propose: manage && disposal.state === 'draft',
			cancel: manage && ['draft', 'proposed', 'approved'].includes(disposal.state),
			carryOut: manage && disposal.state === 'approved',
			sign
		}
	};
}

/** The minutes of a disposal. @throws NotFound */
export async function deliverMinutes(ctx: Ctx, store: FileStore, disposalId: string, request: Request): Promise<Response> {
	const { disposal } = await loadDisposal(ctx, disposalId);
	const file = disposal.minutesSha256 ? await ctx.db.storedFile.findUnique({ where: { sha256: disposal.minutesSha256 } }) : null;
	if (!file) throw new NotFound('file_not_found');
	return deliverFile(request, store, {
		sha256: file.sha256,
		contentType: file.contentType,
		fileName: disposal.minutesName ?? disposal.number
	});
}
