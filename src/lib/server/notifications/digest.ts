import { createHash } from 'node:crypto';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { JobData } from '#lib/server/jobs/names.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { queueMail } from './mail.ts';
import type { CheckpointLine } from './mail-words.ts';
import { everything, type MailChoice } from './mail-choice.ts';
import { digestKinds, waitingKinds, type NoticeKind } from './notice-kinds.ts';

/** Unsent bodies are dropped after so many days: what they said is long over. */
const keepBodyDays = 30;
/** A notice older than this was never wanted by mail (an account without one that got one later). */
const oldestNoticeDays = 14;

/** What was neither seen in Home nor in a digest before, of things that are not over. */
const untold = { digestedAt: null, seenAt: null, lapsedAt: null };

type Reader = {
	id: string;
	email: string;
	locale: 'vi' | 'en';
	fullName: string;
	leads: string[];
	coordinates: boolean;
	/** The kinds that this person wants to read once a day. */
	kinds: readonly NoticeKind[];
};

/**
 * Makes the handler of the daily digest: one mail per person and day with the notices of the kinds that belong into it and that they
 * have not seen, and, for heads and coordinators, the newest signed heads of the trail, which leave the machine this way (design.md
 * §5.3). Whoever was mailed at once is not told again; who wants no digest gets the heads of the trail alone, and reads the rest in Home.
 * Safe to run twice on one day.
 */
export function digestHandler(latestCheckpoints: (ctx: Ctx) => Promise<readonly CheckpointLine[]>) {
	return async (ctx: Ctx, _tools: unknown, { day }: JobData['mail.digest']): Promise<void> => {
		await dropOldBodies(ctx);
		const checkpoints = await latestCheckpoints(ctx);
		const failed: unknown[] = [];
		for (const reader of await readers(ctx, day)) {
			// One person's trouble must not cost the others their mail.
			await sendDigest(ctx, reader, day, checkpoints).catch((error: unknown) => failed.push(error));
		}
		if (failed.length > 0) throw new AggregateError(failed, `${failed.length} digests were not written`);
	};
}

async function sendDigest(ctx: Ctx, reader: Reader, day: Day, checkpoints: readonly CheckpointLine[]): Promise<void> {
	const theirs = checkpoints.filter((line) => reader.coordinates || (line.unitId !== null && reader.leads.includes(line.unitId)));
	await transaction(ctx, async (ctx) => {
		const since = new Date(ctx.clock.now().getTime() - oldestNoticeDays * 86_400_000);
		const open = await ctx.db.notice.findMany({
			where: { userId: reader.id, kind: { in: [...reader.kinds] }, ...untold, createdAt: { gte: since } },
			orderBy: { createdAt: 'asc' },
			select: { id: true, kind: true, subjectType: true, subjectId: true, params: true }
		});
		const mailed = await ctx.db.mail.findMany({ where: { id: { in: open.map((notice) => notice.id) } }, select: { id: true } });
		const told = new Set(mailed.map((mail) => mail.id));
		const notices = open.filter((notice) => !told.has(notice.id));
		if (notices.length > 0 || theirs.length > 0) {
			await queueMail(ctx, {
				id: digestId(reader.id, day),
				userId: reader.id,
				address: reader.email,
				locale: reader.locale,
				kind: 'digest',
				params: { fullName: reader.fullName, day, notices, checkpoints: theirs }
			});
		}
		await ctx.db.notice.updateMany({ where: { id: { in: open.map((notice) => notice.id) } }, data: { digestedAt: ctx.clock.now() } });
	});
}

/** Active people with mail who have something to be told, lead a unit, or coordinate. */
async function readers(ctx: Ctx, day: Day): Promise<Reader[]> {
	const date = toDbDate(day);
	const valid = { validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] };
	const heads = { roles: { has: 'head' as const }, ...valid };
	const coordinators = { role: 'coordinator' as const, ...valid };
	const rows = await ctx.db.user.findMany({
		where: {
			status: 'active',
			email: { not: null },
			OR: [
				{ notices: { some: { kind: { in: [...digestKinds, ...waitingKinds] }, ...untold } } },
				{ memberships: { some: heads } },
				{ appointments: { some: coordinators } }
			]
		},
		orderBy: { id: 'asc' },
		select: {
			id: true,
			email: true,
			locale: true,
			fullName: true,
			mailChoice: { select: { digest: true, atOnce: true } },
			memberships: { where: heads, select: { unitId: true } },
			appointments: { where: coordinators, select: { id: true } }
		}
	});
	return rows.flatMap(({ email, memberships, appointments, mailChoice, ...person }) =>
		email
			? [
					{
						...person,
						email,
						leads: memberships.map((m) => m.unitId),
						coordinates: appointments.length > 0,
						kinds: kindsFor(mailChoice ?? everything)
					}
				]
			: []
	);
}

function kindsFor({ digest, atOnce }: MailChoice): readonly NoticeKind[] {
	if (!digest) return [];
	return atOnce ? digestKinds : [...digestKinds, ...waitingKinds];
}

async function dropOldBodies(ctx: Ctx): Promise<void> {
	const before = new Date(ctx.clock.now().getTime() - keepBodyDays * 86_400_000);
	await ctx.db.mail.updateMany({
		where: { state: { in: ['failed', 'kept'] }, body: { not: null }, createdAt: { lt: before } },
		data: { body: null }
	});
}

/** The same for a person and day, however often the job runs. */
function digestId(userId: string, day: Day): string {
	const hex = createHash('sha256').update(`digest:${userId}:${day}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
