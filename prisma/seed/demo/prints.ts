import { addDays, dayOf, daysBetween, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { closePrint, losePrint, recallPrint } from '#lib/server/documents/prints/close.ts';
import { receivePrint, reportPrint } from '#lib/server/documents/prints/holder.ts';
import { issuePrints } from '#lib/server/documents/prints/issue.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { required, type DemoIds } from './people.ts';

const dayMs = 86_400_000;
const staffKey = 'SO-NV/reader.CCVC.1';
/** The demo needs a document that was in force for so long. */
const longDays = 40;

/** Numbered prints of Sở Nội vụ: held, not yet received, recalled and late, said to be handed back, and one that is lost. */
export async function issueNumberedPrints(runtime: Runtime, ids: DemoIds): Promise<void> {
	const { client, clock } = runtime;
	const unitId = required(ids.units, 'SO-NV', 'unit');
	const person = (key: string) => required(ids.people, key, 'person');
	const as = (key: string, daysAgo: number) => actingAs(runtime, person(key), daysAgo);
	const today = dayOf(clock.now());
	const divisions = await client.division.findMany({ where: { unitId }, orderBy: { id: 'asc' }, take: 3, select: { id: true } });
	const current = await client.version.findMany({
		where: { unitId, state: 'issued', pdfSha256: { not: null }, effectiveTo: null, effectiveFrom: { lte: toDbDate(today) } },
		orderBy: { document: { codeSort: 'asc' } },
		select: { id: true, documentId: true, effectiveFrom: true, document: { select: { code: true } } }
	});
	const shown = current.find(({ document }) => document.code === 'QT.VTLT.02');
	const old = current.find(
		({ document, effectiveFrom }) =>
			document.code.startsWith('QT.') &&
			document.code !== 'QT.VTLT.02' &&
			effectiveFrom !== null &&
			fromDbDate(effectiveFrom) <= addDays(today, -longDays)
	);
	if (!shown || !old) throw new Error('The demo has no document to print');
	const since = Math.min(25, daysBetween(fromDbDate(shown.effectiveFrom) ?? today, today));
	const of = ({ id, documentId }: typeof shown) => ({ documentId, versionId: id });

	const [, , , staffs] = await issuePrints(await as('SO-NV/officer', since), {
		...of(shown),
		divisions: divisions.map(({ id }) => id),
		people: [person(staffKey)],
		places: ['Quầy số 3, Trung tâm phục vụ hành chính công']
	});
	if (staffs) await receivePrint(await as(staffKey, Math.max(0, since - 1)), { printId: staffs.id });

	const issued = await issuePrints(await as('SO-NV/officer', 35), {
		...of(old),
		divisions: divisions.slice(0, 1).map(({ id }) => id),
		people: [person(staffKey), person('SO-NV/head')],
		places: ['Kho lưu trữ, kệ 3', 'Bảng niêm yết tầng 1']
	});
	const [returned, late, said, kept, lost] = issued;
	if (!returned || !late || !said || !kept || !lost) throw new Error('The demo printed too little');
	const day = (daysAgo: number) => addDays(today, -daysAgo);
	await closePrint(await as('SO-NV/officer', 12), {
		printId: returned.id,
		outcome: 'returned',
		closedOn: day(12),
		reason: 'Chuyển trụ sở'
	});
	for (const { id } of [late, said])
		await recallPrint(await as('SO-NV/officer', 11), { printId: id, reason: 'Đổi nơi giữ, phát hành lại bản khác.' });
	await reportPrint(await as('SO-NV/head', 2), { printId: said.id, outcome: 'returned' });
	await losePrint(await as('SO-NV/head', 5), {
		printId: lost.id,
		reason: 'Thất lạc khi sửa bảng niêm yết, đã tìm ở văn thư và bảo vệ.',
		password: demoPassword
	});
}

async function actingAs(runtime: Runtime, userId: string, daysAgo: number): Promise<Ctx> {
	const at = new Date(runtime.clock.now().getTime() - daysAgo * dayMs);
	const actor = await loadActor(runtime.client, userId, dayOf(at));
	if (!actor) throw new Error('A person of the demo cannot act');
	return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
}
