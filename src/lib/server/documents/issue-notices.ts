import { peopleIn } from '#lib/domain/documents/audience.ts';
import type { BatchItem, Decision } from '#lib/domain/documents/batch.ts';
import { isSubstantive, type BatchFacts, type BatchPreview, type LineFacts } from '#lib/domain/documents/batch-preview.ts';
import { formatDay } from '#lib/format.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import * as m from '#lib/paraglide/messages.js';
import { inEachLanguage, type InEachLanguage } from '#lib/server/notifications/each-language.ts';
import { lapse, notify, type Notification } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { officersOf } from './eligibility.ts';
import { forgetReviews } from './periodic-review/forget.ts';
import type { Asked } from './readings/ask.ts';
import { forgetSuperseded } from './readings/lapse.ts';

export type ToldBatch = Decision & { id: string; unitId: string; number: string };

/**
 * Tells the audience of a batch, each person once for all that concerns them: of one document by itself, of several by the batch
 * with their codes. A mail goes with it where something changes in substance. Officers hear of documents that cite one of it. What was
 * said when the same documents were taken back before is over.
 */
export async function tellOfIssue(
	ctx: Ctx,
	batch: ToldBatch,
	facts: BatchFacts,
	preview: BatchPreview,
	asked: readonly Asked[]
): Promise<void> {
	await lapse(ctx, 'issue_batch', [batch.id], ['batch_created']);
	await lapse(
		ctx,
		'document',
		facts.lines.map((line) => line.documentId),
		['revoked']
	);
	const withdrawn = facts.lines.filter((line) => line.version === null);
	const issued = facts.lines.filter((line) => line.version !== null);
	await lapse(
		ctx,
		'version',
		issued.flatMap((line) => line.version?.id ?? []),
		['approved']
	);
	await forgetSuperseded(
		ctx,
		facts.lines.map((line) => line.documentId)
	);
	const reviewed = facts.lines.filter((line) => line.version === null || (batch.effectiveOn !== null && batch.effectiveOn <= today(ctx)));
	await forgetReviews(
		ctx,
		reviewed.map((line) => line.documentId)
	);
	const asking = readingWords(asked);
	await tellAudience(ctx, 'issued', batch, issued, facts, () => ({}), asking);
	await tellAudience(ctx, 'withdrawn', batch, withdrawn, facts);
	const gone = new Set(withdrawn.map((line) => line.code));
	const isGone = (item: BatchItem) => item.because !== undefined && gone.has(item.because);
	await tellCiting(
		ctx,
		'citing_changed',
		batch,
		preview.citing.filter((item) => !isGone(item))
	);
	await tellCiting(ctx, 'citing_withdrawn', batch, preview.citing.filter(isGone));
}

/** One notice per person and kind: those who read the same documents hear the same. */
export async function tellAudience(
	ctx: Ctx,
	kind: 'issued' | 'withdrawn' | 'revoked',
	batch: ToldBatch,
	lines: readonly LineFacts[],
	facts: Pick<BatchFacts, 'members'>,
	more: (lines: readonly LineFacts[]) => Notification['params'] = () => ({}),
	asking: ReadonlyMap<string, Asking> = new Map()
): Promise<void> {
	const linesOf = new Map<string, LineFacts[]>();
	for (const line of lines) for (const userId of peopleIn(line.audience, facts.members)) push(linesOf, userId, line);
	const alike = Map.groupBy(linesOf, ([userId, own]) => own.map((line) => line.documentId).join() + (asking.get(userId)?.key ?? ''));
	for (const group of alike.values()) {
		const [userId, own] = group[0] ?? ['', []];
		const reading = asking.get(userId)?.words;
		await notify(ctx, {
			to: group.map(([userId]) => userId),
			kind,
			...aboutLines(batch, own),
			unitId: batch.unitId,
			substantive: own.some(isSubstantive),
			params: { ...paramsOf(batch, own), ...more(own), ...(reading ? { reading } : {}) }
		});
	}
}

/** What an issue asks of a person, in words; people with the same key are told the same. */
export type Asking = { readonly key: string; readonly words: InEachLanguage };

/** Of each person: until when they are asked to read, and how many confirmations they keep. */
export function readingWords(asked: readonly Asked[]): Map<string, Asking> {
	return new Map(
		[...Map.groupBy(asked, (one) => one.userId)].map(([userId, own]) => {
			const open = own.filter((one) => one.state === 'open');
			const due = open.map((one) => one.dueOn).toSorted()[0];
			const kept = own.length - open.length;
			const words = inEachLanguage((locale) =>
				[
					due ? m.notices_reading_asked({ day: formatDay(due) }, { locale }) : '',
					kept > 0 ? m.notices_reading_kept({ count: kept }, { locale }) : ''
				]
					.filter(Boolean)
					.join(' ')
			);
			return [userId, { key: `|${due ?? ''} ${open.length} ${kept}`, words }];
		})
	);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}

function aboutLines(batch: ToldBatch, lines: readonly LineFacts[]): Pick<Notification, 'subjectType' | 'subjectId'> {
	const [only] = lines;
	return only && lines.length === 1
		? { subjectType: 'document', subjectId: only.documentId }
		: { subjectType: 'issue_batch', subjectId: batch.id };
}

/** Code, title and numbers of one document; of several the first codes, `QT.01, QT.02, QT.03 (+4)`. */
function paramsOf(batch: ToldBatch, lines: readonly LineFacts[]): Notification['params'] {
	const [first] = lines;
	const one = lines.length === 1 && first ? first : null;
	return {
		count: lines.length,
		code: firstCodes(lines.map((line) => line.code)),
		title: one ? (one.version?.title ?? one.current?.title ?? '') : null,
		numbers: one?.version ? shortNumbers(one.version) : null,
		number: batch.number,
		decision: batch.decisionNumber,
		day: batch.effectiveOn ? formatDay(batch.effectiveOn) : null
	};
}

/** How many documents a notice says something of each of. */
const namedAtMost = 10;

/** Of each version that is taken back, by its name, what holds instead: the one in use, or nothing. */
export function revokedWords(lines: readonly LineFacts[]): InEachLanguage {
	return inEachLanguage((locale) => {
		const said = lines.slice(0, namedAtMost).map(({ code, version, current }) => {
			if (!version) return m.notices_revoked_withdrawal({ code }, { locale });
			const about = { code, numbers: shortNumbers(version) };
			return current ? m.notices_revoked_stays(about, { locale }) : m.notices_revoked_never(about, { locale });
		});
		const rest = lines.length - namedAtMost;
		return said.join('; ') + (rest > 0 ? ` (+${rest})` : '');
	});
}

/** `QT.01, QT.02, QT.03 (+4)`. */
export function firstCodes(codes: readonly string[]): string {
	const rest = codes.length - 3;
	return codes.slice(0, 3).join(', ') + (rest > 0 ? ` (+${rest})` : '');
}

/** Officers whose documents cite one of the batch. @param citing with the code of what they cite */
export async function tellCiting(
	ctx: Ctx,
	kind: 'citing_changed' | 'citing_withdrawn' | 'citing_revoked',
	batch: ToldBatch,
	citing: readonly BatchItem[]
): Promise<void> {
	if (citing.length === 0) return;
	await notify(ctx, {
		to: await officersOf(ctx, batch.unitId),
		kind,
		subjectType: 'issue_batch',
		subjectId: batch.id,
		unitId: batch.unitId,
		params: {
			count: new Set(citing.map((item) => item.documentId)).size,
			code: firstCodes([...new Set(citing.flatMap((item) => item.because ?? []))]),
			number: batch.number,
			day: batch.effectiveOn ? formatDay(batch.effectiveOn) : null
		}
	});
}
