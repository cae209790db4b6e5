import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { acceptReport } from '#lib/server/audits/internal/decide.ts';
import { giveVerdict } from '#lib/server/audits/internal/conduct.ts';
import { reportAudit, writeReport } from '#lib/server/audits/internal/report.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { findingPage } from '#lib/server/corrective-actions/finding-page.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { recurrenceOf, recurrences } from '#lib/server/corrective-actions/recurrences.ts';
import { askVoidAction } from '#lib/server/corrective-actions/void.ts';
import { raisedAction } from '#test/support/actions.ts';
import { documentsWorld, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { aFinding, answerAll, auditedWorld, startedAudit, type AuditedWorld } from '#test/support/internal-audits.ts';
import { onItsDay, pastGuards } from '#test/support/raw-writes.ts';

/* What one audit found in several places was found once; and whoever led the audit and has left hears no more of it. */
let world: DocumentsWorld;
let audited: AuditedWorld;
let found: { findingId: string; actionId: string }[];
beforeAll(async () => {
	world = await documentsWorld(undefined, { max: 8 });
	await loadStandards(world.system, await readEditions());
	audited = await auditedWorld(world);
	const { id: auditId } = await startedAudit(world, audited);
	await answerAll(world, audited, auditId);
	const ids: string[] = [];
	for (const statement of ['Hai hồ sơ thiếu phiếu kiểm soát.', 'Ba mẫu cũ còn dùng.', 'Sổ theo dõi bỏ trống.'])
		ids.push((await aFinding(world, audited, auditId, { statement })).id);
	for (const findingId of ids) await giveVerdict(await world.asId(audited.leaders.office), { auditId, findingId, verdict: 'confirmed' });
	const lead = await world.asId(audited.lead);
	await writeReport(lead, { auditId, strengths: 'x', conclusion: 'Phù hợp', proposals: '', closingMeeting: 'x' });
	await reportAudit(lead, { auditId, password });
	const { actions } = await acceptReport(await world.as('head'), { auditId, password, findingIds: ids });
	found = await Promise.all(
		actions.map(async ({ id }) => {
			const { findingId } = await world.client.correctiveAction.findUniqueOrThrow({ where: { id }, select: { findingId: true } });
			return { actionId: id, findingId: findingId ?? '' };
		})
	);
	// One after the other, as on a clock that runs.
	await pastGuards(world.client, ['corrective_action'], async (tx) => {
		for (const [at, { actionId }] of found.entries())
			await tx.correctiveAction.update({ where: { id: actionId }, data: { raisedAt: new Date(world.clock.now().getTime() + at * 5) } });
	});
});
afterAll(() => world.close());

const time = async (id: string) => (await recurrenceOf(world.system, { id, recurrenceOfId: null })).time;
const rowOf = async (clause: string) =>
	(await recurrences(await world.as('officer'), { unitId: world.unitId })).find((row) => row.clause === clause);

describe('a recurrence', () => {
	it('is none among what one audit found, and one for what comes after it', async () => {
		expect(found).toHaveLength(3);
		for (const { actionId } of found) expect(await time(actionId)).toBe(1);
		expect(await rowOf('7.5')).toMatchObject({ actions: 3, again: 0, units: 0 });
		world.clock.set(new Date(world.clock.now().getTime() + 3_600_000));
		const later = await raisedAction(world, { clause: '7.5' });
		expect(await time(later.id)).toBe(4);
		expect(await rowOf('7.5')).toMatchObject({ actions: 4, again: 1, units: 1 });
	});

	it.each([
		['management_review', '9.3.3'],
		['objective_missed', '6.2']
	] as const)('is none among what %s raises, whose clause is always the same', async (source, clause) => {
		const ids = await pastGuards(world.client, ['corrective_action'], async (tx) => {
			const made: string[] = [];
			for (const at of [0, 1, 2]) {
				const data = {
					unitId: world.unitId,
					source,
					clause,
					grade: 'minor',
					statement: 'x',
					raisedAt: new Date(world.clock.now().getTime() - at * 86_400_000)
				} as const;
				made.push((await tx.correctiveAction.create({ data: { ...data, number: `KPH-2019-${source}-${at}` }, select: { id: true } })).id);
			}
			return made;
		});
		for (const id of ids) expect(await time(id)).toBe(1);
		expect(await rowOf(clause)).toMatchObject({ actions: 3, again: 0 });
	});
});

it('whoever led the audit and has left the unit sees neither its findings nor its actions, and hears of none', async () => {
	const [{ findingId, actionId } = { findingId: '', actionId: '' }] = found;
	const query = parseActionQuery(new URLSearchParams({ state: 'all' }));
	const before = await world.asId(audited.lead);
	expect((await actionPage(before, actionId)).whole).not.toBeNull();
	expect((await actionList(before, world.unitId, query)).items.map(({ id }) => id)).toEqual(
		expect.arrayContaining(found.map((one) => one.actionId))
	);

	await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: audited.lead }, data: { validTo: toDbDate(world.day()) } }));
	await world.client.membership.create({
		data: {
			...{ userId: audited.lead, unitId: world.otherUnitId, roles: ['officer'], position: 'Chuyên viên', capacity: null },
			validFrom: toDbDate(world.day())
		}
	});
	const gone = await world.asId(audited.lead);
	expect((await refusal(actionPage(gone, actionId))).code).toBe('corrective_action_not_found');
	expect((await refusal(findingPage(gone, findingId))).code).toBe('finding_not_found');
	expect((await refusal(askVoidAction(gone, { actionId, reason: 'x' }))).code).toBe('corrective_action_not_found');
	expect((await actionList(gone, world.otherUnitId, query)).total).toBe(0);
	await askVoidAction(await world.as('head'), { actionId, reason: 'Ghi nhầm đơn vị' });
	const told = await world.client.notice.findMany({ where: { subjectId: actionId, kind: 'action_void_asked' }, select: { userId: true } });
	expect(told.map(({ userId }) => userId)).not.toContain(audited.lead);
});
