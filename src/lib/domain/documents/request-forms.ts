import { z } from 'zod';
import {
	listOf,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { declineGrounds, requestKinds, requestStates } from './change-requests.ts';

/** The forms of a change request, and what its list can be asked for. */
export const proposeForm = z.object({
	kind: z.enum(requestKinds),
	documentId: optionalId,
	versionId: optionalId,
	title: optionalText(300),
	place: optionalText(200),
	quote: optionalText(2000),
	what: requiredText(4000),
	why: requiredText(4000)
});

const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');

export const requestTextForm = z.object({ reason, rowVersion: rowVersionField });
export const withdrawRequestForm = z.object({ reason: optionalText(2000), rowVersion: rowVersionField });

export const considerForm = z.object({
	opinion: requiredText(2000),
	impact: optionalText(4000),
	touched: listOf(z.uuid('document_unknown')),
	drafterId: requiredId,
	dueOn: requiredDay,
	rowVersion: rowVersionField
});

export const declineForm = z.object({ ground: z.enum(declineGrounds), reason, rowVersion: rowVersionField });
export const acceptForm = z.object({
	changeClass: z.enum(['substantive', 'editorial']),
	comment: optionalText(2000),
	rowVersion: rowVersionField
});
export const linkForm = z.object({ versionId: requiredId, rowVersion: rowVersionField });
export const extendForm = z.object({ dueOn: requiredDay, reason, rowVersion: rowVersionField });

/** One row per kind of document: whether revisions, whether withdrawals need no request. */
export const changeRuleForm = z.object({
	revisions: listOf(z.string().max(20)),
	withdrawals: listOf(z.string().max(20)),
	/** Every kind that was shown: what is not ticked is no. */
	kinds: listOf(z.string().max(20)),
	rowVersion: z.coerce.number().int().min(0)
});

export const requestSorts = ['number', 'title', 'proposed', 'due'] as const;
type SortKey = (typeof requestSorts)[number];
export type RequestQuery = {
	readonly q?: string;
	/** `open`: proposed, considered, accepted. */
	readonly state: 'open' | 'all' | (typeof requestStates)[number];
	readonly kind?: (typeof requestKinds)[number];
	readonly document?: string;
	readonly mine: boolean;
	readonly late: boolean;
	readonly sort: SortKey | `-${SortKey}`;
	readonly page: number;
};

/** Reads the query of the list from an address; what makes no sense there falls back. */
export function parseRequestQuery(params: URLSearchParams): RequestQuery {
	const read = <Output>(schema: z.ZodType<Output>, name: string): Output | undefined => {
		const parsed = schema.safeParse(params.get(name) ?? undefined);
		return parsed.success ? parsed.data : undefined;
	};
	const sorts = [...requestSorts, ...requestSorts.map((key) => `-${key}` as const)] as const;
	return {
		q: read(z.string().normalize().trim().min(1).max(200), 'q'),
		state: read(z.enum(['open', 'all', ...requestStates]), 'state') ?? 'open',
		kind: read(z.enum(requestKinds), 'kind'),
		document: read(z.uuid(), 'document'),
		mine: params.get('mine') === '1',
		late: params.get('late') === '1',
		sort: read(z.enum(sorts), 'sort') ?? '-number',
		page: read(z.coerce.number().int().min(1).max(100_000), 'page') ?? 1
	};
}
