import { demoPassword } from '#lib/domain/identity/demo.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { reportInput, takeFigures } from '#lib/server/reviews/management/inputs.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { notifyReview, planReview } from '#lib/server/reviews/management/plan.ts';
import { attendReview, concludeReview, decideInReview, startReview } from '#lib/server/reviews/management/session.ts';
import { handOverMinutes, signMinutes } from '#lib/server/reviews/management/sign.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { acting } from './audit-programme.ts';

/** Two management reviews of the sample unit: one held and signed three weeks ago with inputs as they were then, one planned. */
export async function reviewSystem(runtime: Runtime, unitId: string, password = demoPassword): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const [told, held] = [addDays(day, -40), addDays(day, -21)];
	const before = await acting(runtime, unitId, told);
	const then = await acting(runtime, unitId, held);
	const plan = {
		unitId,
		startsAt: '08:00',
		place: 'Phòng họp tầng 2',
		periodFrom: null,
		chairId: personOf(before.head),
		secretaryId: personOf(before.officer),
		memberIds: []
	};
	const { id } = await planReview(before.officer, {
		...plan,
		title: 'Xem xét của lãnh đạo về hệ thống quản lý chất lượng',
		plannedOn: held
	});
	await notifyReview(before.officer, { reviewId: id });
	await startReview(then.officer, { reviewId: id });
	await takeFigures(then.officer, { reviewId: id });
	const { inputs } = await reviewPage(then.officer, id);
	for (const { id: inputId, code } of inputs.filter(({ source }) => source === null)) {
		const blank = { reviewId: id, inputId, text: '', textSource: '', textOn: null, missing: '' };
		if (code === 'context' || code === 'improvement')
			await reportInput(then.officer, {
				...blank,
				source: 'typed',
				text:
					code === 'context'
						? 'Sắp xếp đơn vị hành chính cấp xã làm tăng số hồ sơ phải hướng dẫn.'
						: 'Đề nghị rút ngắn bước kiểm tra hồ sơ ở Bộ phận một cửa.',
				textSource: 'Báo cáo của Văn phòng',
				textOn: held
			});
		else await reportInput(then.officer, { ...blank, source: 'not_available', missing: 'Chưa có kết quả của kỳ này.' });
	}
	await attendReview(then.officer, { reviewId: id, presentIds: [plan.chairId, plan.secretaryId], absentReason: '' });
	const decision = { reviewId: id, decisionId: null, inputId: null, responsibleId: plan.secretaryId, documentId: null };
	await decideInReview(then.officer, {
		...decision,
		kind: 'improvement',
		follow: 'corrective_action',
		what: 'Giảm hồ sơ trễ hạn ở lĩnh vực tổ chức, biên chế',
		dueOn: addDays(day, 45)
	});
	await decideInReview(then.officer, {
		...decision,
		kind: 'resources',
		follow: 'step',
		what: 'Bố trí thêm một máy quét cho Bộ phận một cửa',
		dueOn: addDays(day, 20)
	});
	await concludeReview(then.officer, { reviewId: id, conclusion: 'Hệ thống còn phù hợp, thích hợp và có hiệu lực.', endedAt: '10:30' });
	await handOverMinutes(then.officer, { reviewId: id, password });
	await signMinutes(then.head, { reviewId: id, password });
	const now = await acting(runtime, unitId, day);
	await planReview(now.officer, { ...plan, title: 'Xem xét của lãnh đạo giữa năm sau', plannedOn: addDays(day, 60) });
}

function personOf(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new Error('nobody acts in the demo');
	return id;
}
