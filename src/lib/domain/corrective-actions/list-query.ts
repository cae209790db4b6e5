import { z } from 'zod';
import { actionSources, actionStates } from './action-lifecycle.ts';
import { findingGrades } from './finding-lifecycle.ts';

export const actionSorts = ['number', 'unit', 'due', 'first', 'raised', 'clause'] as const;
type SortKey = (typeof actionSorts)[number];

/** What the list of actions can be asked for by its address; `open`: all that are not closed. */
export type ActionQuery = {
	readonly q?: string;
	readonly state: 'open' | 'all' | (typeof actionStates)[number];
	readonly owner?: string;
	readonly clause?: string;
	readonly grade?: (typeof findingGrades)[number];
	readonly source?: (typeof actionSources)[number];
	readonly unit?: string;
	/** Only what this person raised, owns, does or verifies. */
	readonly mine: boolean;
	readonly late: boolean;
	readonly board: boolean;
	/** Without one: late first, then by date. */
	readonly sort: '' | SortKey | `-${SortKey}`;
	readonly page: number;
};

/** Reads the query of the list from an address; what makes no sense there falls back. */
export function parseActionQuery(params: URLSearchParams): ActionQuery {
	const read = <Output>(schema: z.ZodType<Output>, name: string): Output | undefined => {
		const parsed = schema.safeParse(params.get(name) ?? undefined);
		return parsed.success ? parsed.data : undefined;
	};
	const sorts = [...actionSorts, ...actionSorts.map((key) => `-${key}` as const)] as const;
	return {
		q: read(z.string().normalize().trim().min(1).max(200), 'q'),
		state: read(z.enum(['open', 'all', ...actionStates]), 'state') ?? 'open',
		owner: read(z.uuid(), 'owner'),
		clause: read(z.string().trim().min(1).max(20), 'clause'),
		grade: read(z.enum(findingGrades), 'grade'),
		source: read(z.enum(actionSources), 'source'),
		unit: read(z.uuid(), 'unit'),
		mine: params.get('mine') === '1',
		late: params.get('late') === '1',
		board: params.get('view') === 'board',
		sort: read(z.enum(sorts), 'sort') ?? '',
		page: read(z.coerce.number().int().min(1).max(100_000), 'page') ?? 1
	};
}
