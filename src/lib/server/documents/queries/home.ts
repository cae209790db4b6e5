import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { inHome } from '#lib/server/notifications/in-home.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { noticePath, noticeText } from '#lib/server/notifications/notice-words.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { upkeepFor, type Upkeep } from '../periodic-review/home.ts';
import { printTasks, type PrintTasks } from '../prints/home.ts';
import { myReading, type ToRead } from '../readings/queries/my-reading.ts';
import { recentChanges, type Change } from './home-changes.ts';
import { waitingDuties, type LaterDuties, type WaitingDuty } from './home-duties.ts';
import { homeFigures, type HomeFigures } from './home-figures.ts';
import { waitingVersions, type WaitingVersion } from './home-versions.ts';

export type HomeNotice = { readonly id: string; readonly text: string; readonly href: string; readonly at: Date };

export type Home = {
	readonly today: string;
	/** How many things the work list asks of the person; drafts ask nothing. */
	readonly waiting: number;
	readonly versions: readonly WaitingVersion[];
	readonly duties: readonly WaitingDuty[];
	/** What they are asked to read, late first. */
	readonly reading: readonly ToRead[];
	/** Reviews that are due, and amendments after a repeal: listed by themselves, not counted with what waits. */
	readonly upkeep: Upkeep;
	/** Numbered prints to receive, hand back or collect; counted as upkeep is. */
	readonly prints: PrintTasks;
	/** Not seen yet, newest first; those that say only what the work list says already are left out. */
	readonly notices: readonly HomeNotice[];
	readonly changes: readonly Change[];
	readonly figures: HomeFigures;
	/** Who looks: an administrator sees accounts, nobody of a unit sees the province. */
	readonly view: 'unit' | 'province' | 'administrator';
	readonly can: { readonly create: boolean; readonly batch: boolean; readonly invite: boolean };
};

/** The work list says these better than a notice does. */
const saidByWork: readonly NoticeKind[] = [
	'review_asked',
	'approval_asked',
	'returned',
	'correction_proposed',
	'guest_asked',
	'batch_created',
	'take_on_ready',
	'guest_appointed',
	'read_asked',
	'review_due',
	'review_late',
	'request_proposed',
	'request_asked',
	'request_considered',
	'print_issued',
	'print_late',
	'print_reported',
	'programme_submitted',
	'programme_returned'
];

/**
 * What waits for the person, what is new for them, what changed in the unit they work in. Ten statements.
 * @param later duties of the folders that come after this one
 * @throws Unauthenticated
 */
export async function homeFor(ctx: Ctx, activeUnitId: string | null, later: LaterDuties = []): Promise<Home> {
	const { actor } = ctx;
	if (actor.kind !== 'user') throw new Unauthenticated();
	const administrates = hasProvinceRole(actor, 'administrator');
	// Who coordinates looks at the province, also when they belong to a unit themselves.
	const scope = hasProvinceRole(actor, 'coordinator') ? null : activeUnitId;
	const [reading, versions, duties, upkeep, prints, notices, changes, figures] = await Promise.all([
		administrates ? [] : myReading(ctx),
		administrates ? [] : waitingVersions(ctx, actor),
		administrates ? [] : waitingDuties(ctx, actor, later),
		administrates ? { reviews: [], tasks: [] } : upkeepFor(ctx, actor),
		administrates ? { mine: [], toCollect: [] } : printTasks(ctx, actor),
		ctx.db.notice.findMany({
			where: { userId: actor.userId, seenAt: null, lapsedAt: null, kind: { notIn: [...saidByWork] }, ...inHome },
			orderBy: { createdAt: 'desc' },
			take: 8,
			select: { id: true, kind: true, subjectType: true, subjectId: true, params: true, createdAt: true }
		}),
		administrates ? [] : recentChanges(ctx, scope),
		homeFigures(ctx, actor, scope)
	]);
	const subject = { unitId: activeUnitId };
	return {
		today: today(ctx),
		waiting: asksOf(versions) + duties.length + reading.length,
		versions,
		duties,
		reading,
		upkeep,
		prints,
		notices: notices.flatMap((notice) => {
			const text = noticeText(notice, ctx.locale);
			return text === null ? [] : [{ id: notice.id, text, href: noticePath(notice), at: notice.createdAt }];
		}),
		changes,
		figures,
		view: administrates ? 'administrator' : scope === null ? 'province' : 'unit',
		can: {
			create: may(actor, 'document.create', subject),
			batch: may(actor, 'batch.manage', subject),
			invite: may(actor, 'person.appoint_staff', subject)
		}
	};
}

/** What waits for the person's review or signature, by itself. One statement. @throws Unauthenticated */
export async function approvalsFor(ctx: Ctx): Promise<Pick<Home, 'versions' | 'duties'>> {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const versions = await waitingVersions(ctx, ctx.actor);
	return { versions: versions.filter(({ what }) => what === 'approve' || what === 'review'), duties: [] };
}

/** Versions that wait to be issued are one thing to do: one batch takes them all. */
function asksOf(versions: readonly WaitingVersion[]): number {
	const acting = versions.filter(({ what }) => what !== 'draft' && what !== 'issue').length;
	return acting + (versions.some(({ what }) => what === 'issue') ? 1 : 0);
}

/** What the versions of a person's work list ask of them, for the count in the navigation. At most one statement. */
export async function versionsAsking(ctx: Ctx, actor: UserActor): Promise<number> {
	if (unitIdsWith(actor, ['officer', 'head', 'reviewer', 'drafter']).length === 0) return 0;
	return asksOf(await waitingVersions(ctx, actor));
}
