import type { Ctx } from '#lib/server/platform/context.ts';
import { moveQuestion, removeQuestion } from './questions.ts';

/** What a button of a row does to its question. @throws as `moveQuestion`, `removeQuestion` */
export async function arrangeQuestion(
	ctx: Ctx,
	input: { checklistId: string; questionId: string; act: string; rowVersion?: number }
): Promise<'moved' | 'removed'> {
	const { act, ...edit } = input;
	if (act === 'remove') {
		await removeQuestion(ctx, edit);
		return 'removed';
	}
	await moveQuestion(ctx, { ...edit, to: act === 'up' ? 'up' : 'down' });
	return 'moved';
}
