import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { auditQuery } from '#lib/domain/audits/audit-forms.ts';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { auditList } from '#lib/server/audits/internal/list.ts';
import { auditPage } from '#lib/server/audits/internal/page.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { raisedAction } from '#test/support/actions.ts';
import { documentsWorld, issuedVersion, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { auditedWorld, plannedAudit } from '#test/support/internal-audits.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

/* What was audited and corrected in a unit that is no more: officers and heads of its successor read it, and it stands in no list of their own. */
let world: DocumentsWorld;
let [auditId, closed, open] = ['', '', ''];
const people = new Map<Role, string>();
const as = (role: Role) => world.asId(people.get(role) ?? '');

const audits = async (role: Role, asked: string | null = null) =>
	(await auditList(await as(role), world.otherUnitId, auditQuery.parse({}), asked)).items.map(({ id }) => id);
const actions = async (role: Role, unit = '') =>
	(await actionList(await as(role), world.otherUnitId, parseActionQuery(new URLSearchParams(`state=all${unit}`)))).items.map(
		({ id }) => id
	);

beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	for (const role of ['reader', 'reviewer', 'officer', 'head'] as const)
		people.set(role, await world.addPerson([role], { unitId: world.otherUnitId }));
	await issuedVersion(world);
	auditId = (await plannedAudit(world, await auditedWorld(world))).id;
	closed = (await raisedAction(world)).id;
	await askVoidAction(await world.as('head'), { actionId: closed, reason: 'Ghi nhầm' });
	await confirmVoidAction(await world.as('officer'), { actionId: closed });
	open = (await raisedAction(world)).id;
	await recordUnitEvent(await world.as('coordinator'), {
		...{ kind: 'MERGE', from: [world.unitId], to: [{ unitId: world.otherUnitId }], effectiveOn: world.day(30) },
		...{ decisionNumber: '12/NQ-HĐND', decisionDate: world.day() }
	});
});
afterAll(() => world.close());

it('gives nothing before the day', async () => {
	expect((await refusal(auditPage(await as('officer'), auditId))).code).toBe('audit_not_found');
	expect(await audits('officer', world.unitId)).toEqual([]);
});

it('officers and heads read it on its pages and in lists of its own', async () => {
	world.clock.set(new Date(`${world.day(30)}T00:01:00+07:00`));
	await closeEndedUnits(world.system);
	for (const role of ['officer', 'head'] as const) {
		expect((await auditPage(await as(role), auditId)).id).toBe(auditId);
		expect(await actionPage(await as(role), closed)).toMatchObject({ id: closed, whole: expect.anything() });
		expect(await audits(role, world.unitId)).toEqual([auditId]);
		expect(await actions(role, `&unit=${world.unitId}`)).toEqual([closed]);
		// Their own lists hold what was passed on to them, and nothing that ended there.
		expect(await audits(role)).toEqual([]);
		expect(await actions(role)).toEqual([open]);
	}
	const officer = await as('officer');
	const { ended } = await auditList(officer, world.otherUnitId, auditQuery.parse({}), world.unitId);
	const of = await actionList(officer, world.otherUnitId, parseActionQuery(new URLSearchParams(`unit=${world.unitId}`)));
	for (const one of [ended, of.ended]) expect(one).toMatchObject({ unitId: world.unitId, decisionNumber: '12/NQ-HĐND' });
	const page = await documentListPage(officer, new URLSearchParams(), world.otherUnitId);
	expect(page.before).toMatchObject([{ unitId: world.unitId, lists: expect.arrayContaining(['audits', 'actions']) }]);
});

it('nobody else does', async () => {
	for (const role of ['reader', 'reviewer'] as const) {
		expect((await refusal(auditPage(await as(role), auditId))).code).toBe('audit_not_found');
		expect((await refusal(actionPage(await as(role), closed))).code).toBe('corrective_action_not_found');
		expect(await audits(role, world.unitId)).toEqual([]);
		expect(await actions(role, `&unit=${world.unitId}`)).toEqual([]);
	}
	const page = await documentListPage(await as('reader'), new URLSearchParams(), world.otherUnitId);
	expect(page.before).toMatchObject([{ unitId: world.unitId, lists: [] }]);
});
