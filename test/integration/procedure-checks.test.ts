import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkProcedure } from '#lib/domain/procedures/checks.ts';
import { emptyContent, emptyService, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { checkFacts } from '#lib/server/procedures/check-facts.ts';
import { aDocument, documentsWorld, draftVersion, issuedVersion, refusal, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

async function aForm(code: string, title: string, visibility: 'unit' | 'restricted' = 'unit'): Promise<{ documentId: string }> {
	const source = { ...(await world.pdf(code)), fileType: 'docx' as const, fileName: 'a.docx', pages: null };
	return issuedVersion(world, { document: { kind: 'BM', code, title, visibility }, source });
}

const withForms = (...codes: string[]): ProcedureContent => ({
	...emptyContent(true),
	forms: codes.map((code, index) => ({ id: `f${index}`, code, name: code }))
});

it('knows the forms of the unit, by whatever way a code is written', async () => {
	const { id } = await aDocument(world);
	await aForm('BM.51.01', 'Phiếu một');
	await draftVersion(world, { document: { kind: 'BM', code: 'BM.51.02', title: 'Phiếu hai' }, pdf: null });
	const content = withForms('bm-51-1', 'BM.51.02', 'BM.51.03');
	const facts = await checkFacts(await world.as('drafter'), id, content);
	expect(facts.forms['BM.51.1']).toEqual({ code: 'BM.51.01', title: 'Phiếu một', state: 'in_force' });
	expect(facts.forms['BM.51.2']?.state).toBe('draft');
	const found = checkProcedure(content, facts).filter(({ part }) => part === 'forms');
	expect(found.map(({ rowId, code }) => `${rowId} ${code}`)).toEqual(['f1 form_draft', 'f2 form_unknown']);
	// Forms in force are offered also where the text does not name them; drafts of others are not.
	const offered = await checkFacts(await world.as('drafter'), id, emptyContent(true));
	expect(Object.keys(offered.forms)).toEqual(['BM.51.1']);
});

it('tells no title to whom the document is closed, and nothing of other units', async () => {
	const { id } = await aDocument(world);
	const { documentId } = await aForm('BM.52.01', 'Kín', 'restricted');
	const content = {
		...withForms('BM.52.01'),
		references: [{ id: 'r', text: '', documentId, externalId: null }]
	};
	const seen = async (who: 'drafter' | 'officer') => (await checkFacts(await world.as(who), id, content)).forms['BM.52.1'];
	expect((await seen('officer'))?.title).toBe('Kín');
	await world.client.documentDrafter.deleteMany({ where: { documentId } });
	await world.client.documentAudience.deleteMany({ where: { documentId } });
	const other = await world.addPerson(['reader']);
	await world.client.documentDrafter.create({ data: { documentId: id, userId: other, namedById: world.ids.officer } });
	const facts = await checkFacts(await world.asId(other), id, content);
	expect(facts.forms['BM.52.1']).toEqual({ code: 'BM.52.01', title: '', state: 'in_force' });
	expect(facts.documents[documentId]?.title).toBe('');
	expect((await refusal(checkFacts(await world.as('outsider'), id, content))).code).toBe('document_not_found');
	expect((await refusal(checkFacts(world.nobody, id, content))).code).toBe('document_not_found');
});

it('knows what was repealed, of the lists that the unit cites', async () => {
	const { id } = await aDocument(world);
	const external = async (number: string, unitId: string | null) => {
		const row = await world.client.externalDocument.create({
			data: { unitId, number, numberKey: `${number}|${randomUUID()}`, title: 'Nghị định', issuer: 'CP', searchText: number }
		});
		await world.client.externalRepeal.create({
			data: {
				externalId: row.id,
				effectiveOn: toDbDate('2026-01-01'),
				byAct: '107/2025/NĐ-CP',
				recordedById: world.ids.officer,
				recordedAt: new Date()
			}
		});
		return row.id;
	};
	const [province, own, foreign] = [
		await external('61/2018', null),
		await external('62/2018', world.unitId),
		await external('63', world.otherUnitId)
	];
	const references = [province, own, foreign].map((externalId, index) => ({
		id: `r${index}`,
		text: `x${index}`,
		documentId: null,
		externalId
	}));
	const content = { ...emptyContent(false), references };
	const facts = await checkFacts(await world.as('drafter'), id, content);
	expect(facts.externals[province]).toEqual({ title: '61/2018 Nghị định', repealedOn: '2026-01-01', replacedBy: '107/2025/NĐ-CP' });
	expect(Object.keys(facts.externals).sort()).toEqual([province, own].sort());
	expect(checkProcedure(content, facts).filter(({ code }) => code === 'reference_repealed')).toHaveLength(2);
});

it('knows what is published of the service today', async () => {
	const { id } = await aDocument(world);
	await world.client.adminService.create({
		data: {
			code: '1.004203.H27',
			codeKey: '1004203H27',
			versions: {
				create: {
					name: 'Cấp',
					field: 'Văn thư',
					decisionNumber: '1234/QĐ-UBND',
					decisionDate: toDbDate('2026-05-05'),
					limitValue: 12,
					limitUnit: 'working_days',
					validFrom: toDbDate('2026-05-05')
				}
			}
		}
	});
	const of = (serviceCode: string) => ({ ...emptyContent(true), service: { ...emptyService(), serviceCode } });
	const drafter = await world.as('drafter');
	expect((await checkFacts(drafter, id, of('1.004203.h27'))).service).toEqual({
		code: '1.004203.H27',
		name: 'Cấp',
		timeLimit: { value: 12, unit: 'days' },
		decision: '1234/QĐ-UBND',
		decisionDate: '2026-05-05'
	});
	expect((await checkFacts(drafter, id, of('9.9'))).service).toBe('unknown');
	expect((await checkFacts(drafter, id, of(''))).service).toBeNull();
});
