import { moveMany } from '#lib/server/documents/many.ts';
import { approvalsPage } from '#lib/server/documents/work/approvals.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { issuingUnit } from '../data/documents.ts';
import { idOf } from '../data/ids.ts';
import { seats } from '../data/people.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone } from './issue.ts';

const versions = 60;
const rounds = 5;
const password = 'một mật khẩu đủ dài 2026';

/**
 * A head signs sixty documents with one password: what waits is read as the page reads it, then each is approved with all that belongs
 * to it. It happens in one transaction, which is undone so that the next run finds the same; what sixty transactions would have waited for
 * the disk is measured beside it and added.
 */
export async function measureSign(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const { id: headId } = world.people.personAt(issuingUnit, seats.head);
		await world.client.user.update({ where: { id: headId }, data: { passwordHash: await hashPassword(password) } });
		const ctx = await world.asPersonId(headId);
		const reading: number[] = [];
		const signing: number[] = [];
		for (let round = -1; round < rounds; round++) {
			await undone(ctx, async (open) => {
				await takeBack(open);
				let rows: Awaited<ReturnType<typeof approvalsPage>>['toSign'] = [];
				const read = await timed(async () => {
					rows = (await approvalsPage(open)).toSign;
				});
				const items = rows.filter((row) => row.may.approve).slice(0, versions);
				if (items.length !== versions) throw new Error(`${items.length} of ${rows.length} versions can be signed, not ${versions}`);
				const signed = await timed(async () => {
					const answers = await moveMany(open, { event: 'approve', items, password });
					const refused = answers.find((one) => !one.done);
					if (refused) throw refused.refusal;
					await open.db.$executeRaw`set constraints all immediate`;
				});
				if (round < 0) return;
				reading.push(read);
				signing.push(signed);
			});
		}
		const commits = await timed(() => commit(world, versions));
		return [
			{
				operation: `sign ${versions} documents with one password`,
				measured: (median(signing) + commits) / 1000,
				unit: 's',
				target: { is: 'at most', value: 3 },
				absolute: false,
				detail: { 'commits ms': commits, 'slowest s': (Math.max(...signing) + commits) / 1000, 'the list ms': median(reading) }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}

/** Sixty of the versions that wait for their decision wait for the head again, as if nobody had signed them. */
async function takeBack(open: Ctx): Promise<void> {
	// The guards would rightly refuse it: they sleep for these statements, as in the load.
	await guards(open, 'disable');
	const unitId = idOf('unit', issuingUnit);
	const taken = await open.db.$queryRaw<{ id: string }[]>`
		update version set state = 'in_approval'
		where id in (select id from version where unit_id = ${unitId}::uuid and state = 'approved' order by id limit ${versions}) returning id`;
	const ids = taken.map(({ id }) => id);
	await open.db.$executeRaw`delete from signature where version_id = any(${ids}::uuid[])`;
	await open.db.$executeRaw`delete from version_act where version_id = any(${ids}::uuid[]) and event = 'approve'`;
	await guards(open, 'enable');
}

async function guards(open: Ctx, state: 'disable' | 'enable'): Promise<void> {
	for (const table of ['version', 'signature', 'version_act'])
		await open.db.$executeRawUnsafe(`alter table ${table} ${state} trigger user`);
}

/** Transactions that write nothing but their own end, which the disk has to confirm. */
async function commit(world: World, count: number): Promise<void> {
	for (let at = 0; at < count; at++) await world.sql.query(`SELECT pg_logical_emit_message(true, 'bench', 'sign')`);
}
