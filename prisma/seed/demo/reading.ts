import { PDFDocument } from '@cantoo/pdf-lib';
import type { UserActor } from '#lib/domain/permissions/actor.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { addDays, dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { storeBytes } from './store.ts';

const hour = 3_600_000;
/** Who reads at all does so after two days. */
export const readAfterMs = 50 * hour;

type Read = { id: string; user_id: string; version_id: string; sha256: string; due_on: Date };

/**
 * What the people of a unit have read two days after a batch: of what is long in use everybody everything, of what came this half-year nearly
 * everybody, of what is new or upcoming many. Openings, confirmations and their rows in the trail as the command writes them, but in one transaction per batch: there are
 * thousands.
 */
export async function readBatch(runtime: Runtime, batchId: string, at: Date, people: Map<string, UserActor>): Promise<void> {
	const { client } = runtime;
	const days = (runtime.clock.now().getTime() - at.getTime()) / (24 * hour);
	const percent = days > 180 ? 100 : days > 60 ? 95 : 62;
	await transaction(createContext({ actor: systemActor, client, clock: fixedClock(at) }), async (ctx) => {
		const rows = await ctx.db.$queryRaw<Read[]>`
			with chosen as (
				select r.id, r.version_id, r.user_id, r.round, coalesce(v.pdf_sha256, v.source_sha256) as sha256
				from reading_request r join version v on v.id = r.version_id and v.round = r.round
				where v.issue_batch_id = ${batchId}::uuid and r.state = 'open' and (v.effective_to is null or v.effective_to > eiso_today())
					and abs(hashtext(r.user_id::text || r.document_id::text)) % 100 < ${percent}
			), opened as (
				insert into version_opening (version_id, user_id, round, first_at)
				select version_id, user_id, round, ${at} from chosen on conflict do nothing
			)
			select c.id, c.user_id, c.version_id, c.sha256, r.due_on from chosen c join reading_request r on r.id = c.id order by c.user_id`;
		if (rows.length === 0) return;
		await ctx.db.$executeRaw`
			update reading_request r set state = 'confirmed', sha256 = coalesce(v.pdf_sha256, v.source_sha256), decided_at = ${at},
				row_version = r.row_version + 1
			from version v where v.id = r.version_id and r.id = any(${rows.map((row) => row.id)}::uuid[])`;
		for (const [userId, own] of Map.groupBy(rows, (row) => row.user_id)) {
			const actor = people.get(userId) ?? (await loadActor(client, userId, dayOf(at)));
			if (!actor) continue;
			people.set(userId, actor);
			await recordMany(
				{ ...ctx, actor },
				own.map((row) => ({
					event: 'reading.confirm',
					subjectType: 'reading',
					subjectId: row.id,
					unitId: actor.memberships[0]?.unitId ?? null,
					role: 'self',
					before: { state: 'open' },
					after: { version: row.version_id, person: userId, sha256: row.sha256, dueOn: fromDbDate(row.due_on), state: 'confirmed' }
				}))
			);
		}
	});
}

/** In one unit a head has let somebody off, and a briefing was held for two people and two more who have no account. */
export async function waiveAndBrief(runtime: Runtime, unitId: string): Promise<void> {
	const { client, clock } = runtime;
	const day = dayOf(clock.now());
	const open = await client.readingRequest.findMany({
		where: {
			unitId,
			state: 'open',
			version: { state: 'issued', effectiveTo: null },
			user: { memberships: { none: { roles: { has: 'head' } } } }
		},
		select: { id: true, userId: true, versionId: true },
		orderBy: [{ versionId: 'asc' }, { userId: 'asc' }]
	});
	const as = async (role: 'head' | 'officer') => {
		const { userId } = await client.membership.findFirstOrThrow({ where: { unitId, roles: { has: role } }, orderBy: { validFrom: 'asc' } });
		const actor = await loadActor(client, userId, day);
		if (!actor) throw new Error(`the ${role} of the demo cannot act`);
		return createContext({ actor, client, clock });
	};
	const [first] = open;
	const group = [...Map.groupBy(open.slice(1), (one) => one.versionId).values()].find((own) => own.length >= 2);
	if (first) await waiveReading(await as('head'), { requestId: first.id, reason: 'Nghỉ thai sản đến hết quý này' });
	if (!group) return;
	const paper = await PDFDocument.create();
	paper.addPage();
	const bytes = await paper.save();
	await recordBriefing(await as('officer'), {
		versionId: group[0]?.versionId ?? '',
		heldOn: addDays(day, -1),
		place: 'Phòng họp tầng 2',
		heldBy: 'Thư ký ISO',
		userIds: group
			.filter((one) => one.userId !== first?.userId)
			.slice(0, 2)
			.map((one) => one.userId),
		names: ['Nguyễn Thị Sáu (lao công)', 'Trần Văn Hợi (bảo vệ)'],
		scan: await storeBytes(runtime.tools, bytes, { fileName: 'Biên bản phổ biến.pdf', fileType: 'pdf', pages: 1 })
	});
}
