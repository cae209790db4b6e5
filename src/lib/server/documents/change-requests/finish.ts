import { transition } from '#lib/server/lifecycle/transition.ts';
import type { JobData } from '#lib/server/jobs/names.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requestMachine } from '../machines.ts';
import { addEvent, doneOn, forgetNotices, moveRequest, requestSelect, requestSubject, tell } from './facts.ts';

/**
 * Says of accepted requests that they are done, and tells who proposed them: the column follows what pages say from that day on by
 * themselves. Safe to run again.
 */
export async function finishRequests(ctx: Ctx, _tools: unknown, _data: JobData['documents.finish-requests']): Promise<void> {
	const due = await ctx.db.$queryRaw<{ id: string }[]>`
		select r.id from change_request r where r.state = 'accepted' and eiso_change_request_done_on(r.id) is not null order by r.id`;
	for (const { id } of due) await finishRequest(ctx, id);
}

function finishRequest(ctx: Ctx, id: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from change_request where id = ${id}::uuid for no key update`;
		const request = await ctx.db.changeRequest.findUnique({ where: { id }, select: requestSelect });
		const day = await doneOn(ctx, id);
		// Stopped or done meanwhile.
		if (request?.state !== 'accepted' || day === null) return;
		await moveRequest(ctx, request, 'finish', requestSubject(request), { follows: 'R10', closed: true, details: { day } });
		await forgetNotices(ctx, [id]);
		await tell(ctx, request, 'request_done', [request.proposerId], { day });
	});
}

/** The end of a unit (states.md §11): what is open is closed. @returns how many */
export async function endRequests(ctx: Ctx, unitId: string, reason: string): Promise<number> {
	const open = await ctx.db.changeRequest.findMany({
		where: { unitId, state: { in: ['proposed', 'considered', 'accepted'] } },
		orderBy: { number: 'asc' },
		select: requestSelect
	});
	for (const request of open) {
		await transition(ctx, requestMachine, request, 'end', requestSubject(request), {
			follows: 'R11',
			comment: reason,
			data: { closedAt: ctx.clock.now(), closedReason: reason },
			after: { number: request.number }
		});
		await addEvent(ctx, request.id, 'end', reason);
	}
	await forgetNotices(
		ctx,
		open.map(({ id }) => id)
	);
	return open.length;
}
