import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { acceptRequest, extendRequest } from '#lib/server/documents/change-requests/direct.ts';
import { finishRequests } from '#lib/server/documents/change-requests/finish.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { propose, type ProposeInput } from '#lib/server/documents/change-requests/propose.ts';
import { askBack, considerRequest, declineRequest, withdrawRequest } from '#lib/server/documents/change-requests/triage.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { systemContext, type Runtime } from '#lib/server/runtime.ts';
import { required, type DemoIds } from './people.ts';

const dayMs = 86_400_000;
const staffKey = 'SO-NV/reader.CCVC.1';

/** What people of Sở Nội vụ want changed: waiting for an opinion, for a head, for a draft, refused and taken back. */
export async function requestChanges(runtime: Runtime, ids: DemoIds): Promise<void> {
	const unitId = required(ids.units, 'SO-NV', 'unit');
	const person = (key: string) => required(ids.people, key, 'person');
	const as = (key: string, daysAgo: number) => actingAs(runtime, person(key), daysAgo);
	const documents = await runtime.client.document.findMany({ where: { unitId }, select: { id: true, code: true } });
	const idOf = new Map(documents.map(({ id, code }) => [code, id]));
	const about = (code: string) => ({ kind: 'amend' as const, documentId: required(idOf, code, 'document') });
	const proposed = async (daysAgo: number, input: ProposeInput, by = staffKey) => (await propose(await as(by, daysAgo), input)).id;
	const considered = async (requestId: string, daysAgo: number, dueIn: number, more: { opinion: string; touched?: readonly string[] }) =>
		considerRequest(await as('SO-NV/officer', daysAgo), {
			requestId,
			drafterId: person('SO-NV/officer'),
			dueOn: addDays(dayOf(runtime.clock.now()), dueIn),
			...more
		});
	const accepted = async (requestId: string, daysAgo: number, changeClass: 'substantive' | 'editorial') =>
		acceptRequest(await as('SO-NV/head', daysAgo), { requestId, changeClass });

	await proposed(2, {
		...about('QT.VTLT.02'),
		place: 'Mục 5.2',
		what: 'Ghi rõ văn bản đến bản điện tử được chuyển ngay trong giờ làm việc, không chờ bản giấy.',
		why: 'Hiện mỗi phòng làm một cách, có văn bản chậm một ngày.'
	});
	const unclear = await proposed(5, {
		...about('QT.TCBC.01'),
		what: 'Rút ngắn thời gian thẩm định đề án.',
		why: 'Các đơn vị phản ánh thời gian chờ lâu.'
	});
	await askBack(await as('SO-NV/officer', 4), { requestId: unclear, comment: 'Anh, chị đề nghị rút ở bước nào và còn bao nhiêu ngày?' });

	const platform = await proposed(12, {
		kind: 'new',
		unitId,
		title: 'Tiếp nhận và xử lý phản ánh trên Cổng dịch vụ công',
		what: 'Xây dựng quy trình tiếp nhận, phân công và trả lời phản ánh trên Cổng dịch vụ công.',
		why: 'Chưa có tài liệu nào quy định việc này; phản ánh đang được chuyển qua thư điện tử.'
	});
	await considered(platform, 6, 45, { opinion: 'Cần thiết. Phòng Cải cách hành chính cùng soạn.' });
	const signed = await proposed(9, {
		...about('QT.NB.02'),
		what: 'Ghi rõ văn bản đi được ký số trước khi lấy số phát hành.',
		why: 'Có phòng lấy số trước rồi mới ký số.'
	});
	await considered(signed, 3, 30, {
		opinion: 'Đồng ý, sửa cùng biểu mẫu kèm theo.',
		touched: [required(idOf, 'QT.VTLT.02', 'document')]
	});

	const late = await proposed(70, {
		...about('QT.TDKT.01'),
		what: 'Cập nhật thành phần hồ sơ đề nghị khen thưởng.',
		why: 'Thành phần hồ sơ đã thay đổi theo văn bản mới.'
	});
	await considered(late, 66, -12, { opinion: 'Sửa trước đợt xét khen thưởng cuối năm.' });
	await accepted(late, 64, 'substantive');
	await extendRequest(await as('SO-NV/head', 20), {
		requestId: late,
		dueOn: addDays(dayOf(runtime.clock.now()), -3),
		comment: 'Chờ hướng dẫn của Bộ Nội vụ.'
	});
	const draft = await runtime.client.version.findFirstOrThrow({
		where: { documentId: required(idOf, 'QT.NB.03', 'document'), state: 'draft' },
		select: { id: true, title: true }
	});
	const drafted = await proposed(48, {
		kind: 'new',
		unitId,
		title: draft.title,
		what: 'Ban hành quy trình áp dụng thống nhất trong cơ quan.',
		why: 'Mỗi phòng đang làm theo một cách.'
	});
	await considered(drafted, 44, 20, { opinion: 'Đồng ý.' });
	await accepted(drafted, 41, 'substantive');
	await linkRequest(await as('SO-NV/officer', 1), { requestId: drafted, versionId: draft.id });

	const outdated = await proposed(16, {
		kind: 'withdraw',
		documentId: required(idOf, 'BM.ISO.01.05', 'document'),
		what: 'Bãi bỏ biểu mẫu này.',
		why: 'Đơn vị theo dõi việc này trong hệ thống, không còn ghi trên giấy.'
	});
	await considered(outdated, 13, 25, { opinion: 'Đúng, không còn ai dùng.' });
	await accepted(outdated, 11, 'substantive');

	const duplicate = await proposed(30, {
		...about('QT.VTLT.02'),
		what: 'Sửa thời hạn chuyển văn bản đến.',
		why: 'Văn bản đến phòng chậm.'
	});
	await declineRequest(await as('SO-NV/officer', 28), {
		requestId: duplicate,
		ground: 'duplicate',
		comment: 'Đã sửa ở lần soát xét gần nhất.'
	});
	const mistaken = await proposed(21, { ...about('QT.VTLT.01'), what: 'Sửa tên biểu mẫu ở phụ lục.', why: 'Tên chưa khớp.' });
	await withdrawRequest(await as(staffKey, 20), { requestId: mistaken, comment: 'Tôi xem nhầm bản cũ.' });

	// The withdrawals of the past took effect on their days.
	await finishRequests(systemContext(runtime), null, { day: dayOf(runtime.clock.now()) });
}

async function actingAs(runtime: Runtime, userId: string, daysAgo: number): Promise<Ctx> {
	const at = new Date(runtime.clock.now().getTime() - daysAgo * dayMs);
	const actor = await loadActor(runtime.client, userId, dayOf(at));
	if (!actor) throw new Error('A person of the demo cannot act');
	return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
}
