import { PDFDocument } from '@cantoo/pdf-lib';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { addLine, recordCause, recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { approvePlan, askCorrectionOnly, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { completeAction, reportLine } from '#lib/server/corrective-actions/progress.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { required, type DemoIds } from './people.ts';
import { storeBytes } from './store.ts';

const dayMs = 86_400_000;
const officerKey = 'SO-NV/officer';
const staffKey = 'SO-NV/reader.CCVC.1';
const drafterKey = 'SO-NV/drafter.TCBC.1';

/** Actions of Sở Nội vụ, one in each state that waits for somebody, one of them late; and a fault that staff reported. */
export async function correctFaults(runtime: Runtime, ids: DemoIds): Promise<void> {
	const unitId = required(ids.units, 'SO-NV', 'unit');
	const person = (key: string) => required(ids.people, key, 'person');
	const day = (offset: number): Day => addDays(dayOf(runtime.clock.now()), offset);
	const as = async (key: string, daysAgo: number): Promise<Ctx> => {
		const at = new Date(runtime.clock.now().getTime() - daysAgo * dayMs);
		const actor = await loadActor(runtime.client, person(key), dayOf(at));
		if (!actor) throw new Error('A person of the demo cannot act');
		return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
	};
	type Raised = Pick<Parameters<typeof raiseByHand>[1], 'source' | 'statement'> & { daysAgo: number; clause: string; grade?: 'major' };
	const raised = async ({ daysAgo, ...input }: Raised) => {
		return (await raiseByHand(await as(officerKey, daysAgo), { unitId, grade: 'minor', standardCode: 'ISO9001-2015', ...input })).id;
	};
	const assigned = async (actionId: string, daysAgo: number, dueIn: number, owner = drafterKey) =>
		assignAction(await as(officerKey, daysAgo), { actionId, ownerId: person(owner), dueOn: day(dueIn) });
	const corrected = async (actionId: string, daysAgo: number, correction: string, owner = drafterKey) =>
		recordCorrection(await as(owner, daysAgo), {
			actionId,
			correction,
			correctionDoneOn: day(-daysAgo),
			correctionImpossible: null,
			consequences: ''
		});
	const explained = async (actionId: string, daysAgo: number, whys: readonly string[], rootCause: string) =>
		recordCause(await as(drafterKey, daysAgo), {
			...{ actionId, whys, rootCause, method: 'five_whys', outline: '', riskTouched: false, riskNote: '' }
		});
	const planned = async (actionId: string, daysAgo: number, what: string, doer: string, dueIn: number) =>
		addLine(await as(drafterKey, daysAgo), { actionId, what, doerId: person(doer), dueOn: day(dueIn) });

	await raised({
		daysAgo: 2,
		source: 'complaint',
		clause: '8.2.1',
		statement: 'Một công dân phản ánh phải đi lại hai lần vì phiếu hướng dẫn thiếu một thành phần hồ sơ.'
	});

	const forms = await raised({
		daysAgo: 6,
		source: 'self_found',
		clause: '7.5.3',
		statement: 'Hai phòng còn dùng biểu mẫu đã được thay thế từ tháng trước.'
	});
	await assigned(forms, 5, 25);
	await corrected(forms, 4, 'Thu lại biểu mẫu cũ ở hai phòng, phát biểu mẫu đang hiệu lực.');

	const receipts = await raised({
		daysAgo: 20,
		source: 'self_found',
		clause: '8.5.1',
		statement: '8 trong 20 phiếu kiểm soát quá trình không ghi giờ giao nhận giữa các bước B2 và B3.'
	});
	await assigned(receipts, 19, 20);
	await corrected(receipts, 18, 'Bổ sung giờ giao nhận cho 8 phiếu theo sổ theo dõi.');
	await explained(
		receipts,
		15,
		['Người nhận không ghi giờ', 'Mẫu phiếu không có cột giờ', 'Mẫu được lập trước khi quy định ghi giờ'],
		'Mẫu phiếu không có cột giờ; người mới chuyển đến chưa được phổ biến quy trình.'
	);
	await planned(receipts, 14, 'Thêm cột giờ vào mẫu phiếu và ban hành lại', officerKey, 10);
	await planned(receipts, 14, 'Phổ biến lại quy trình cho người mới', staffKey, 15);
	await submitPlan(await as(drafterKey, 3), { actionId: receipts });

	const late = await raised({
		daysAgo: 75,
		source: 'late_dossier',
		grade: 'major',
		clause: '8.5.1',
		statement: '11 hồ sơ trễ hạn trong quý, không có thư xin lỗi kèm ngày hẹn lại.'
	});
	await assigned(late, 74, -9);
	await corrected(late, 70, 'Gửi thư xin lỗi và ngày hẹn lại cho 11 hồ sơ.');
	await explained(late, 66, ['Không ai nhắc trước hạn', 'Phần mềm không nhắc hạn nội bộ'], 'Quy trình không có bước nhắc hạn nội bộ.');
	await planned(late, 65, 'Thêm bước nhắc hạn trước hai ngày', staffKey, -20);
	await planned(late, 65, 'Rà soát hồ sơ sắp đến hạn hằng tuần', drafterKey, -12);
	await submitPlan(await as(drafterKey, 64), { actionId: late });
	await approvePlan(await as('SO-NV/head', 62), { actionId: late, password: demoPassword });
	await done(runtime, await as(staffKey, 15), late, day(-15));

	const seals = await raised({
		daysAgo: 90,
		source: 'wrong_result',
		clause: '8.6',
		statement: 'Hai quyết định trả cho công dân thiếu dấu giáp lai.'
	});
	await assigned(seals, 89, -40);
	await corrected(seals, 88, 'Đóng dấu giáp lai và trả lại cho công dân.');
	await explained(seals, 86, ['Người trả kết quả không kiểm lại'], 'Chưa có bước kiểm trước khi trả kết quả.');
	await planned(seals, 85, 'Thêm bước kiểm dấu trước khi trả kết quả', staffKey, -60);
	await submitPlan(await as(drafterKey, 84), { actionId: seals });
	await approvePlan(await as('SO-NV/head', 83), { actionId: seals, password: demoPassword });
	await done(runtime, await as(staffKey, 61), seals, day(-61));
	await completeAction(await as(drafterKey, 60), { actionId: seals });

	const board = await raised({
		daysAgo: 8,
		source: 'self_found',
		clause: '7.4',
		statement: 'Bảng niêm yết ở bộ phận một cửa thiếu một thủ tục.'
	});
	await assigned(board, 7, 14);
	await corrected(board, 6, 'Niêm yết bổ sung thủ tục còn thiếu.');
	await askCorrectionOnly(await as(drafterKey, 5), {
		actionId: board,
		reason: 'Chỉ thiếu một thủ tục mới công bố; các thủ tục khác đã kiểm, đủ.',
		riskTouched: false
	});

	await reportFault(await as(staffKey, 1), {
		unitId,
		what: 'Giấy hẹn in ngày trả kết quả vào ngày nghỉ lễ.',
		place: 'Bộ phận một cửa',
		foundOn: day(-1)
	});
}

/** The doer reports their line with a paper that shows it. */
async function done(runtime: Runtime, doer: Ctx, actionId: string, doneOn: Day): Promise<void> {
	const userId = doer.actor.kind === 'user' ? doer.actor.userId : '';
	const line = await runtime.client.actionLine.findFirstOrThrow({ where: { actionId, doerId: userId }, select: { id: true } });
	await reportLine(doer, { actionId, lineId: line.id, doneOn, result: 'Đã áp dụng ở bộ phận một cửa.', files: [await paper(runtime)] });
}

async function paper({ tools }: Runtime): Promise<VersionFile> {
	const pdf = await PDFDocument.create();
	pdf.addPage([595, 842]);
	return storeBytes(tools, await pdf.save(), { fileName: 'Minh chứng thực hiện.pdf', fileType: 'pdf', pages: 1 });
}
