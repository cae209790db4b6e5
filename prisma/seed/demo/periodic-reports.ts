import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { noRemarks, type ReportPeriod, type Remarks } from '#lib/domain/reports/periodic.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { beginReport, editReport, receiveReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoCommuneCode } from '../content/units.ts';
import { required, type DemoIds } from './people.ts';

const words: Remarks = {
	...noRemarks,
	results: 'Hệ thống quản lý chất lượng được duy trì; các thủ tục mới công bố trong kỳ đã có quy trình.',
	difficulties: 'Thư ký ISO kiêm nhiệm; một số biểu mẫu còn lưu song song bản giấy.',
	proposals: 'Đề nghị Sở tập huấn đánh giá viên nội bộ cho cấp xã.',
	plan: 'Rà soát tài liệu quá 24 tháng; đánh giá nội bộ lần hai trong tháng 10.'
};

/** The half-year of this year: received, sent late, given back; and the year begun. Through the commands, each on its day. */
export async function reportPeriods(
	runtime: Pick<Runtime, 'client' | 'clock'>,
	ids: Pick<DemoIds, 'people' | 'units'>,
	coordinatorId: string
): Promise<void> {
	const { client } = runtime;
	const today = dayOf(runtime.clock.now());
	const halfYear: ReportPeriod = { kind: 'half_year', year: Number(today.slice(0, 4)) - (today.slice(5) < '07-01' ? 1 : 0) };
	const due = `${halfYear.year}-06-30`;
	const as = async (userId: string, day: Day, hour = 9): Promise<Ctx> => {
		const clock = fixedClock(new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+07:00`));
		const actor = await loadActor(client, userId, day);
		if (!actor) throw new Error('A person of the demo may not act');
		return createContext({ actor, client, clock });
	};
	const rowVersion = async (id: string) => (await client.periodicReport.findUniqueOrThrow({ where: { id } })).rowVersion;
	const sent = async (code: string, number: string, day: Day): Promise<string> => {
		const unitId = required(ids.units, code, 'unit');
		const officer = await as(required(ids.people, `${code}/officer`, 'person'), day);
		const { id } = await beginReport(officer, unitId, halfYear);
		await editReport(officer, id, { ...words, rowVersion: await rowVersion(id), number, reportDate: day });
		const head = await as(required(ids.people, `${code}/head`, 'person'), day, 15);
		await sendReport(head, id, { rowVersion: await rowVersion(id), password: demoPassword });
		return id;
	};
	const received = await sent('SO-NV', '58/BC-SNV', addDays(due, -6));
	await receiveReport(await as(coordinatorId, addDays(due, -4)), received, { rowVersion: await rowVersion(received), comment: '' });
	const late = await sent(demoCommuneCode, '21/BC-UBND', addDays(due, 9));
	await returnReport(await as(coordinatorId, addDays(due, 11)), late, {
		rowVersion: await rowVersion(late),
		comment: 'Thiếu số liệu hồ sơ trễ hạn của bộ phận một cửa.'
	});
	const year: ReportPeriod = { kind: 'year', year: Number(today.slice(0, 4)) };
	if (today >= `${year.year}-11-05`)
		await beginReport(await as(required(ids.people, 'SO-NV/officer', 'person'), today), required(ids.units, 'SO-NV', 'unit'), year);
}
