import { PDFDocument } from '@cantoo/pdf-lib';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { createDisposal, proposeDisposal } from '#lib/server/records/disposals.ts';
import { createRecord, placeHold } from '#lib/server/records/records.ts';
import { createSeries } from '#lib/server/records/series.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { storeBytes } from './store.ts';

type Series = { code: string; name: string; place: string; years: number | null; basis: string; titles: readonly string[] };

/** What an office keeps (domain.md §2.6): the terms are those of its own list, as a sample. */
const kept: readonly Series[] = [
	{
		code: 'HS.ISO.01',
		name: 'Hồ sơ đánh giá nội bộ',
		place: 'Tủ hồ sơ ISO, Văn phòng',
		years: 5,
		basis: 'Danh mục hồ sơ của cơ quan (mẫu)',
		titles: ['Đánh giá nội bộ năm 2018', 'Đánh giá nội bộ năm 2019', 'Đánh giá nội bộ năm 2025']
	},
	{
		code: 'HS.ISO.02',
		name: 'Biên bản xem xét của lãnh đạo',
		place: 'Tủ hồ sơ ISO, Văn phòng',
		years: null,
		basis: 'Danh mục hồ sơ của cơ quan (mẫu)',
		titles: ['Biên bản họp xem xét của lãnh đạo năm 2024', 'Biên bản họp xem xét của lãnh đạo năm 2025']
	},
	{
		code: 'HS.VTLT.01',
		name: 'Sổ giao nhận hồ sơ nộp lưu',
		place: 'Kho lưu trữ, kệ 3',
		years: 10,
		basis: 'Danh mục hồ sơ của cơ quan (mẫu)',
		titles: ['Giao nhận hồ sơ nộp lưu năm 2014', 'Giao nhận hồ sơ nộp lưu quý IV']
	}
];

/** A unit's list of records, some records of past and present years, one under hold and a disposal that waits for a head. */
export async function fileRecords(runtime: Runtime, unitId: string): Promise<void> {
	const { client, clock } = runtime;
	const day = dayOf(clock.now());
	const officer = await actingAs(runtime, unitId, 'officer');
	const staff = await client.membership.findFirst({
		where: { unitId, roles: { has: 'reader' } },
		orderBy: { validFrom: 'asc' },
		select: { userId: true }
	});
	const form = await client.document.findFirst({
		where: { unitId, kindCode: 'BM', status: 'open' },
		orderBy: { codeSort: 'asc' },
		select: { id: true }
	});
	const disposable: string[] = [];
	for (const [index, series] of kept.entries()) {
		const { code, name, place, years, basis, titles } = series;
		const input = seriesForm.parse({
			code,
			name,
			place,
			retentionYears: years === null ? '' : String(years),
			retentionBasis: basis,
			disposalMethod: years === null ? '' : 'Cắt nhỏ',
			medium: 'both',
			custodianId: index === 2 ? (staff?.userId ?? '') : '',
			formId: index === 0 ? (form?.id ?? '') : ''
		});
		const { id: seriesId } = await createSeries(officer, unitId, input);
		for (const title of titles) {
			const year = /\d{4}$/.exec(title)?.[0];
			const madeOn = year ? `${year}-11-20` : addDays(day, -20);
			const file = await scan(runtime, title);
			const closedOn = year ? `${year}-12-15` : null;
			const { id } = await createRecord(officer, {
				seriesId,
				title,
				madeOn,
				closedOn: closedOn && closedOn <= day ? closedOn : null,
				place: '',
				note: '',
				files: [file]
			});
			if (year && years !== null && Number(year) + years < Number(day.slice(0, 4))) disposable.push(id);
		}
	}
	const [held, ...listed] = disposable;
	if (held) await placeHold(officer, held, 'Đang phục vụ thanh tra công tác văn thư, lưu trữ');
	if (listed.length === 0) return;
	const { id } = await createDisposal(officer, unitId, { recordIds: listed, reason: 'Hết thời hạn lưu theo danh mục', method: 'Cắt nhỏ' });
	await proposeDisposal(officer, { disposalId: id });
}

async function actingAs({ client, clock }: Runtime, unitId: string, role: 'officer'): Promise<Ctx> {
	const { userId } = await client.membership.findFirstOrThrow({ where: { unitId, roles: { has: role } }, orderBy: { validFrom: 'asc' } });
	const actor = await loadActor(client, userId, dayOf(clock.now()));
	if (!actor) throw new Error(`the ${role} of the demo cannot act`);
	return createContext({ actor, client, clock });
}

/** One page, as a scanner would have made it. */
async function scan({ tools }: Runtime, title: string) {
	const pdf = await PDFDocument.create();
	pdf.setTitle(title);
	pdf.addPage([595, 842]).drawRectangle({ x: 60, y: 720, width: 475, height: 60, borderWidth: 1 });
	return storeBytes(tools, await pdf.save(), { fileName: `${title}.pdf`, fileType: 'pdf', pages: 1 });
}
