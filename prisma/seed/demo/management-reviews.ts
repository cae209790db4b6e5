import { demoPassword } from '#lib/domain/identity/demo.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { reportInput, takeFigures } from '#lib/server/reviews/management/inputs.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { notifyReview, planReview } from '#lib/server/reviews/management/plan.ts';
import { attendReview, concludeReview, decideInReview, startReview } from '#lib/server/reviews/management/session.ts';
import { handOverMinutes, signMinutes } from '#lib/server/reviews/management/sign.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { acting } from './audit-programme.ts';

/**
 * Management reviews of the sample unit: one held and signed three weeks ago with inputs as they were then, one whose minutes wait for the chair, one
 * in session, and one planned.
 */
export async function reviewSystem(runtime: Runtime, unitId: string, password = demoPassword): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const at = (days: number) => acting(runtime, unitId, addDays(day, days));
	const before = await at(-40);
	const plan = {
		unitId,
		startsAt: '08:00',
		place: 'Phòng họp tầng 2',
		periodFrom: null,
		chairId: personOf(before.head),
		secretaryId: personOf(before.officer),
		memberIds: []
	};
	/** Told forty days ago, begun on its day, with figures as they were then. */
	const begun = async (title: string, days: number) => {
		const { id } = await planReview(before.officer, { ...plan, title, plannedOn: addDays(day, days) });
		await notifyReview(before.officer, { reviewId: id });
		const { officer } = await at(days);
		await startReview(officer, { reviewId: id });
		await takeFigures(officer, { reviewId: id });
		return id;
	};
	const decisionOf = (reviewId: string) =>
		({ reviewId, decisionId: null, inputId: null, responsibleId: plan.secretaryId, documentId: null }) as const;
	const present = { presentIds: [plan.chairId, plan.secretaryId], absentReason: '' };

	const signed = await begun('Xem xét của lãnh đạo về hệ thống quản lý chất lượng', -21);
	const then = await at(-21);
	await fillInputs(then.officer, signed, addDays(day, -21));
	await attendReview(then.officer, { reviewId: signed, ...present });
	await decideInReview(then.officer, {
		...decisionOf(signed),
		kind: 'improvement',
		follow: 'corrective_action',
		what: 'Giảm hồ sơ trễ hạn ở lĩnh vực tổ chức, biên chế',
		dueOn: addDays(day, 45)
	});
	await decideInReview(then.officer, {
		...decisionOf(signed),
		kind: 'resources',
		follow: 'step',
		what: 'Bố trí thêm một máy quét cho Bộ phận một cửa',
		dueOn: addDays(day, 20)
	});
	await concludeReview(then.officer, {
		reviewId: signed,
		conclusion: 'Hệ thống còn phù hợp, thích hợp và có hiệu lực.',
		endedAt: '10:30'
	});
	await handOverMinutes(then.officer, { reviewId: signed, password });
	await signMinutes(then.head, { reviewId: signed, password });

	const waiting = await begun('Xem xét của lãnh đạo về thủ tục hành chính trễ hạn', -4);
	const { officer } = await at(-4);
	await fillInputs(officer, waiting, addDays(day, -4));
	await attendReview(officer, { reviewId: waiting, ...present });
	await decideInReview(officer, {
		...decisionOf(waiting),
		kind: 'system_change',
		follow: 'change_request',
		what: 'Viết quy trình tiếp nhận hồ sơ qua bưu chính công ích',
		dueOn: addDays(day, 60)
	});
	await concludeReview(officer, { reviewId: waiting, conclusion: 'Giao Văn phòng theo dõi hằng tuần.', endedAt: '09:30' });
	await handOverMinutes(officer, { reviewId: waiting, password });

	const open = await begun('Xem xét của lãnh đạo trước khi báo cáo năm', 0);
	const now = await at(0);
	await attendReview(now.officer, { reviewId: open, ...present });
	await decideInReview(now.officer, {
		...decisionOf(open),
		kind: 'resources',
		follow: 'step',
		what: 'Cử hai người dự tập huấn đánh giá viên nội bộ',
		dueOn: addDays(day, 30)
	});

	await planReview(now.officer, { ...plan, title: 'Xem xét của lãnh đạo giữa năm sau', plannedOn: addDays(day, 60) });
}

/** What eISO knows nothing of is typed with its source, or said not to be there. */
async function fillInputs(officer: Ctx, reviewId: string, held: Day): Promise<void> {
	const typed: Readonly<Record<string, string>> = {
		context: 'Sắp xếp đơn vị hành chính cấp xã làm tăng số hồ sơ phải hướng dẫn.',
		improvement: 'Đề nghị rút ngắn bước kiểm tra hồ sơ ở Bộ phận một cửa.'
	};
	const { inputs } = await reviewPage(officer, reviewId);
	for (const { id: inputId, code } of inputs.filter(({ source }) => source === null)) {
		const blank = { reviewId, inputId, text: '', textSource: '', textOn: null, missing: '' };
		const text = typed[code];
		await reportInput(
			officer,
			text
				? { ...blank, source: 'typed', text, textSource: 'Báo cáo của Văn phòng', textOn: held }
				: { ...blank, source: 'not_available', missing: 'Chưa có kết quả của kỳ này.' }
		);
	}
}

function personOf(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new Error('nobody acts in the demo');
	return id;
}
