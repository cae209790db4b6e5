import { z } from 'zod';
import { isDay, type Day } from '#lib/domain/shared/day.ts';

/**
 * What the master list can be asked for. Pages and the API read it from the address; anything that makes no sense there falls
 * back to the default, so that an old or hand-made link still opens a list.
 */
export const listStates = ['in_force', 'all', 'upcoming', 'withdrawn', 'none'] as const;
/** `in_force` on the day asked about; `withdrawn` and `none`: no version in force that day, after one or before any. */
export type ListState = (typeof listStates)[number];

export const openFilters = ['any', 'draft', 'in_review', 'in_approval', 'approved'] as const;
export type OpenFilter = (typeof openFilters)[number];

export const listSorts = ['code', 'title', 'kind', 'effective', 'issued'] as const;
export type ListSortKey = (typeof listSorts)[number];
export type ListSort = ListSortKey | `-${ListSortKey}`;

export const documentClasses = ['system', 'tthc', 'internal'] as const;
export type DocumentClass = (typeof documentClasses)[number];

export type ListQuery = {
	/** Id or code of a unit, or `all` the reader may see; left out: the reader's own units. */
	readonly unit?: string;
	readonly kinds: readonly string[];
	readonly class?: DocumentClass;
	/** Words of the title without accents, or a code or its beginning. */
	readonly q?: string;
	readonly state: ListState;
	/** Documents with an open version that the reader may see. */
	readonly open?: OpenFilter;
	/** Id of the division that keeps it. */
	readonly division?: string;
	/** Id of an issue batch: the documents that it put in force or withdrew, of any unit and state unless these are given. */
	readonly batch?: string;
	/** Left out: today. */
	readonly asOf?: Day;
	readonly sort: ListSort;
	readonly page: number;
	readonly pageSize: number;
};

const uuid = z.uuid();
const text = z.string().normalize().trim().min(1).max(200);
const sorts = [...listSorts, ...listSorts.map((key) => `-${key}` as const)] as const;

/** Reads the query of a list from an address. */
export function parseListQuery(params: URLSearchParams, defaults: { pageSize?: number } = {}): ListQuery {
	const read = <Output>(schema: z.ZodType<Output>, name: string): Output | undefined => {
		const parsed = schema.safeParse(params.get(name));
		return parsed.success ? parsed.data : undefined;
	};
	// Who asks for open versions means documents in any state; `state=in_approval` asks for documents with such an open version, whatever is in force.
	const byOpen = read(z.enum(openFilters), 'state');
	const open = byOpen ?? (params.get('open') === '1' ? 'any' : read(z.enum(openFilters), 'open'));
	const kinds = params.getAll('kind').flatMap((value) => value.split(','));
	const batch = read(uuid, 'batch');
	return {
		unit: read(text, 'unit') ?? (batch ? 'all' : undefined),
		kinds: [...new Set(kinds.map((kind) => kind.trim().toUpperCase()).filter((kind) => /^[\p{L}\d]{1,20}$/u.test(kind)))],
		class: read(z.enum(documentClasses), 'class'),
		q: read(text, 'q'),
		state: read(z.enum(listStates), 'state') ?? (open || batch ? 'all' : 'in_force'),
		open,
		division: read(uuid, 'division'),
		batch,
		asOf: read(z.string().refine(isDay), 'asOf'),
		sort: read(z.enum(sorts), 'sort') ?? 'code',
		page: read(z.coerce.number().int().min(1).max(100_000), 'page') ?? 1,
		pageSize: read(z.coerce.number().int().min(1).max(200), 'pageSize') ?? defaults.pageSize ?? 50
	};
}

/** Whether anything but day, order and page narrows the list. */
export function isNarrowed(query: ListQuery): boolean {
	return (
		Boolean(query.q ?? query.class ?? query.open ?? query.division ?? query.batch) || query.kinds.length > 0 || query.state !== 'in_force'
	);
}
