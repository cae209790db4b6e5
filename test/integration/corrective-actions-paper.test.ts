import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { actionPaper, actionRegister } from '#lib/server/corrective-actions/paper.ts';
import { completedAction, raisedAction } from '#test/support/actions.ts';
import { documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z');
});
afterAll(() => world.close());

describe('the papers of corrective actions', () => {
	it('print the form with its four parts, for whoever reads the whole of it', async () => {
		const action = await completedAction(world, { statement: 'Hồ sơ trả muộn hai ngày' });
		const { bytes } = await actionPaper(await world.as('officer'), action.id);
		const text = textOf(bytes);
		for (const part of ['PHIẾU YÊU CẦU HÀNH ĐỘNG KHẮC PHỤC', action.number, 'Hồ sơ trả muộn hai ngày', 'Quy trình không có bước nhắc hạn'])
			expect(text).toContain(part);
		expect((await refusal(actionPaper(await world.as('coordinator'), action.id))).code).toBe('corrective_action_not_found');
	});

	it('print the register, and leave out the words of a unit for the province', async () => {
		const { number } = await raisedAction(world, { statement: 'LỜI RIÊNG' });
		const query = parseActionQuery(new URLSearchParams('state=all'));
		const own = textOf((await actionRegister(await world.as('head'), world.unitId, query, 'pdf')).bytes);
		expect(own.replace(/\s+/g, '')).toContain('LỜIRIÊNG');
		const seen = textOf((await actionRegister(await world.as('coordinator'), null, query, 'pdf')).bytes);
		expect(seen.replace(/\s+/g, '')).toContain(number);
		expect(seen.replace(/\s+/g, '')).not.toContain('LỜIRIÊNG');
		const sheet = await actionRegister(await world.as('head'), world.unitId, query, 'xlsx');
		expect(Buffer.from(sheet.bytes.subarray(0, 2)).toString()).toBe('PK');
	});
});
