import { z } from 'zod';

/** Of what an evidence pack is: the whole unit, a year of it, one internal audit, one inspection. */
export const packScopes = ['unit', 'year', 'audit', 'inspection'] as const;
export type PackScope = (typeof packScopes)[number];

/** Bytes of a pack are kept for so many days; it can be asked for again at any time. */
export const packDays = 7;

/** Version of the layout that FORMAT.md describes; written into every manifest. */
export const packFormat = 1;

export const packForm = z.object({
	scope: z.enum(packScopes, 'required'),
	year: z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number('year_invalid').int('year_invalid').optional()),
	auditId: z.preprocess((value) => (value === '' ? undefined : value), z.uuid('required').optional()),
	inspectionId: z.preprocess((value) => (value === '' ? undefined : value), z.uuid('required').optional())
});
export type PackForm = z.output<typeof packForm>;

export type PackState = 'waiting' | 'building' | 'ready' | 'failed' | 'gone';

export type PackMoments = {
	readonly builtAt: Date | null;
	readonly failedAt: Date | null;
	readonly storedSha256: string | null;
	readonly total: number;
	/** `2026-12-03`: its last day. */
	readonly keepUntil: string | null;
};

/** Read from its moments; on the day after its last one it is gone whether the sweep has run or not. */
export function packState({ builtAt, failedAt, storedSha256, total, keepUntil }: PackMoments, today: string): PackState {
	if (failedAt) return 'failed';
	if (builtAt) return storedSha256 && keepUntil && keepUntil >= today ? 'ready' : 'gone';
	return total > 0 ? 'building' : 'waiting';
}
