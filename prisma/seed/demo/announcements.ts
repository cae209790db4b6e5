import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { createConfirmation, saveConfirmation, signConfirmation } from '#lib/server/roll-out/announcements/confirmations.ts';
import { confirmationPage } from '#lib/server/roll-out/announcements/confirmation-page.ts';
import { createAnnouncement, keepInScope, saveAnnouncement, typeScope } from '#lib/server/roll-out/announcements/draft.ts';
import { announcementPage } from '#lib/server/roll-out/announcements/page.ts';
import { giveBackAnnouncement, postAnnouncement, receiveAnnouncement, sendAnnouncement } from '#lib/server/roll-out/announcements/send.ts';
import { signAnnouncement, submitAnnouncement, withdrawAnnouncement } from '#lib/server/roll-out/announcements/sign.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { demoAnnouncing, demoCommuneCode } from '../content/units.ts';
import { required, type DemoIds } from './people.ts';

const [v2008, v2015] = ['ISO9001-2008', 'ISO9001-2015'];

type Step = {
	readonly code: string;
	/** Days before today on which it was signed. */
	readonly ago: number;
	readonly decision: string;
	readonly standardCode: string;
	/** Recorded from paper: the days on it. */
	readonly paper?: { readonly decidedOn: Day; readonly from: Day; readonly until: Day | null; readonly services: string };
	/** How many services stay in the scope; absent: all that eISO knows. */
	readonly keeps?: number;
	readonly confirmed?: boolean;
	readonly fate?: 'received' | 'sent' | 'given_back' | 'withdrawn' | 'submitted';
};

const onPaper = [
	'1.001; Cấp giấy phép; Quản lý chuyên ngành; QT.01',
	'1.002; Cấp lại giấy phép; Quản lý chuyên ngành; QT.02',
	'1.003; Giải quyết khiếu nại lần đầu; Khiếu nại, tố cáo; QT.03',
	'1.004; Tiếp công dân; Khiếu nại, tố cáo; QT.04'
].join('\n');

/** Announcements in every state: taken on from paper, by another edition, with a wider scope, late, given back, withdrawn. Through the commands. */
export async function announce(
	runtime: Pick<Runtime, 'client' | 'clock'>,
	ids: Pick<DemoIds, 'people' | 'units'>,
	coordinatorId: string
): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const [given, sent] = demoAnnouncing;
	const paper = (decidedOn: Day, from: Day, until: Day | null = null) => ({ decidedOn, from, until, services: onPaper });
	const steps: readonly Step[] = [
		{ code: 'SO-NV', ago: 601, decision: '215/QĐ-SNV', standardCode: v2008, paper: paper('2016-05-16', '2016-06-01') },
		{ code: 'SO-NV', ago: 600, decision: '98/QĐ-SNV', standardCode: v2015, keeps: 2, fate: 'received' },
		{ code: 'SO-NV', ago: 120, decision: '233/QĐ-SNV', standardCode: v2015, keeps: 5, confirmed: true, fate: 'received' },
		{ code: 'SO-KHCN', ago: 400, decision: '61/QĐ-SKHCN', standardCode: v2015, paper: paper('2019-09-10', '2019-09-15') },
		{ code: demoCommuneCode, ago: 16, decision: '31/QĐ-UBND', standardCode: v2015, confirmed: true },
		{ code: given, ago: 20, decision: '140/QĐ-UBND', standardCode: v2015, fate: 'given_back' },
		{ code: sent, ago: 9, decision: '77/QĐ-UBND', standardCode: v2015, fate: 'sent' },
		{
			code: 'SO-TTTT',
			ago: 200,
			decision: '52/QĐ-STTTT',
			standardCode: v2015,
			paper: paper('2020-03-16', '2020-04-01'),
			fate: 'withdrawn'
		},
		{ code: 'SO-NV', ago: 1, decision: '305/QĐ-SNV', standardCode: v2015, fate: 'submitted' }
	];
	for (const step of steps) {
		const unitId = required(ids.units, step.code, 'unit');
		const as = (who: string, ago: number) => actingOn(runtime, required(ids.people, who, 'person'), addDays(day, -ago));
		await play(step, unitId, addDays(day, -step.ago), {
			officer: await as(`${step.code}/officer`, step.ago),
			head: await as(`${step.code}/head`, step.ago),
			coordinator: (ago) => actingOn(runtime, coordinatorId, addDays(day, -ago))
		});
	}
}

type Cast = { readonly officer: Ctx; readonly head: Ctx; readonly coordinator: (ago: number) => Promise<Ctx> };

async function play(step: Step, unitId: string, day: Day, { officer, head, coordinator }: Cast): Promise<void> {
	const confirmationId = step.confirmed ? await confirm(unitId, day, officer, head) : null;
	const { standardCode, paper } = step;
	const { id } = await createAnnouncement(officer, { unitId, kind: null, standardCode, confirmationId, takenOn: paper !== undefined });
	const shown = () => announcementPage(head, id);
	const at = async () => ({
		id,
		rowVersion: (await officer.client.announcement.findUniqueOrThrow({ where: { id }, select: { rowVersion: true } })).rowVersion
	});
	if (paper) await typeScope(officer, { ...(await at()), text: paper.services });
	else if (step.keeps !== undefined)
		await keepInScope(officer, { ...(await at()), lineIds: (await shown()).services.slice(0, step.keeps).map((line) => line.id) });
	const { words, kind } = await shown();
	await saveAnnouncement(officer, {
		...(await at()),
		...{ kind, standardCode, confirmationId },
		decisionNumber: step.decision,
		decisionDate: paper?.decidedOn ?? day,
		effectiveOn: paper?.from ?? addDays(day, step.fate === 'submitted' ? 20 : 0),
		effectiveTo: paper?.until ?? null,
		place: words.place,
		subject: words.subject,
		authority: words.authority,
		grounds: [...words.grounds],
		fields: words.fields,
		responsible: words.responsible,
		recipients: [...words.recipients]
	});
	if (step.fate === 'submitted') return submitAnnouncement(officer, await at());
	const draft = await shown();
	await signAnnouncement(head, { id, rowVersion: draft.rowVersion, password: demoPassword, sha256: draft.sha256 ?? '' });
	if (step.fate === undefined) return;
	if (step.fate === 'withdrawn') {
		const reason = 'Sáp nhập phòng chuyên môn, hệ thống tài liệu không còn phù hợp; sẽ công bố lại sau khi xây dựng lại.';
		await withdrawAnnouncement(head, { ...(await at()), password: demoPassword, reason, from: addDays(day, 30) });
		return;
	}
	await sendAnnouncement(officer, { ...(await at()), sentOn: day, note: '' });
	const department = await coordinator(step.ago - 3);
	if (step.fate === 'received') {
		await receiveAnnouncement(department, { ...(await at()), receivedOn: addDays(day, 2) });
		await postAnnouncement(officer, { ...(await at()), postedUrl: `https://hatinh.example.vn/iso/${id.slice(0, 8)}`, postedOn: null });
	}
	if (step.fate === 'given_back')
		await giveBackAnnouncement(department, { ...(await at()), reason: 'Bản gửi kèm thiếu trang cuối của phụ lục.' });
}

async function confirm(unitId: string, day: Day, officer: Ctx, head: Ctx): Promise<string> {
	const { id } = await createConfirmation(officer, { unitId });
	const { words, rowVersion } = await confirmationPage(officer, id);
	const review = 'Biên bản họp xem xét của lãnh đạo: hệ thống phù hợp, đề nghị xác nhận hiệu lực.';
	await saveConfirmation(officer, { ...words, id, rowVersion, review, reviewOn: addDays(day, -5), effective: true });
	const shown = await confirmationPage(head, id);
	await signConfirmation(head, { id, rowVersion: shown.rowVersion, password: demoPassword, sha256: shown.sha256 ?? '' });
	return id;
}

async function actingOn(runtime: Pick<Runtime, 'client' | 'clock'>, userId: string, on: Day): Promise<Ctx> {
	const actor = await loadActor(runtime.client, userId, on);
	if (!actor) throw new Error('somebody of the demo cannot act');
	return createContext({ actor, client: runtime.client, clock: fixedClock(new Date(`${on}T10:00:00+07:00`)) });
}
