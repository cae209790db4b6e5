import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';

/** Marks that turn or isolate the direction of what follows: a title with one reads as another on every list and in the trail. */
const directionMarks = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text as it is kept: NFC, trimmed, without direction marks; empty when nothing of it can be seen. */
export function tidy(text: string | null | undefined): string {
	return visibleText((text ?? '').normalize('NFC').replace(directionMarks, ''));
}

const limited = ['title', 'summary', 'distribution', 'decisionNumber', 'note'] as const;
type Limited = (typeof limited)[number];

/** Longest texts that the commands take, in characters. */
const limits: Record<Limited, number> = { title: 300, summary: 2_000, distribution: 1_000, decisionNumber: 60, note: 2_000 };
const longestReason = 2_000;

/** @throws Invalid `too_long:<limit>` for fields that are longer than their limit */
export function requireLengths(texts: Partial<Record<Limited, string | null>>): void {
	const long = limited.filter((field) => (texts[field]?.length ?? 0) > limits[field]);
	if (long.length > 0) throw new Invalid(Object.fromEntries(long.map((field) => [field, `too_long:${limits[field]}`])));
}

/** @throws Invalid when nothing but white space was given */
export function requireReason(text: string | null | undefined, field = 'comment'): string {
	const reason = tidy(text);
	if (reason === '') throw new Invalid({ [field]: 'reason_required' });
	if (reason.length > longestReason) throw new Invalid({ [field]: `too_long:${longestReason}` });
	return reason;
}

/** The person who acts; for the rest of the world there is nothing here. */
export function requireUser(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new NotFound();
	return id;
}
