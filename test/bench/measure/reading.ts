import { addDays } from '#lib/domain/shared/day.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { issuingUnit } from '../data/documents.ts';
import { idOf } from '../data/ids.ts';
import { seats } from '../data/people.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone, warningsOf } from './issue.ts';

const rounds = 3;

/**
 * One version for everybody: all people of the province become members of the issuing unit in a transaction that is undone, the document is
 * for the whole unit, and the batch asks them to read, tells each and queues their mails.
 */
export async function measureReading(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const ctx = await world.asPerson(issuingUnit, seats.officer);
		const unitId = idOf('unit', issuingUnit);
		const { rows } = await world.sql.query<{ id: string; document_id: string }>(
			`SELECT id, document_id FROM version WHERE unit_id = $1 AND state = 'approved' AND change_class = 'substantive' ORDER BY id LIMIT 1`,
			[unitId]
		);
		const [version] = rows;
		if (!version) throw new Error('no version waits for its decision');
		let confirm: readonly string[] = [];
		const issue = (open: Ctx) =>
			issueNow(open, {
				unitId,
				decisionNumber: '519/QĐ-SNV',
				decisionDate: today(open),
				effectiveOn: addDays(today(open), 1),
				versionIds: [version.id],
				confirm
			});
		confirm = await warningsOf(ctx, issue);
		const times: number[] = [];
		let people = 0;
		for (let round = -1; round < rounds; round++) {
			await undone(ctx, async (open) => {
				await everybodyIn(open, unitId, version.document_id);
				const ms = await timed(async () => {
					await issue(open);
					await open.db.$executeRaw`set constraints all immediate`;
				});
				people = await open.db.readingRequest.count({ where: { versionId: version.id } });
				if (round >= 0) times.push(ms);
			});
		}
		return [
			{
				operation: `requests to read for ${people} people by one batch`,
				measured: median(times) / 1000,
				unit: 's',
				target: { is: 'at most', value: 5 },
				absolute: false,
				detail: { people, 'slowest s': Math.max(...times) / 1000 }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}

async function everybodyIn(ctx: Ctx, unitId: string, documentId: string): Promise<void> {
	await ctx.db.$executeRaw`
		insert into membership (id, user_id, unit_id, roles, position, valid_from)
		select gen_random_uuid(), u.id, ${unitId}::uuid, array['reader']::role[], 'Chuyên viên', eiso_today() from "user" u
		where u.status = 'active' and not exists (select 1 from membership m where m.user_id = u.id and m.unit_id = ${unitId}::uuid)
			and not exists (select 1 from province_appointment a where a.user_id = u.id)`;
	await ctx.db.documentAudience.deleteMany({ where: { documentId } });
	await ctx.db.documentAudience.create({ data: { documentId, kind: 'unit' } });
}
