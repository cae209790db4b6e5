import { z } from 'zod';
import { partKeys, type PartKey } from '#lib/domain/procedures/content.ts';

/**
 * What was written and the server does not have yet, in this browser only: of one person and one version. It goes when the server has
 * it, and with every sign-out.
 */
const prefix = 'eiso-draft:';
const keptSchema = z.object({
	base: z.int(),
	since: z.number(),
	parts: z.record(z.string(), z.unknown()),
	conflicts: z.array(z.record(z.string(), z.unknown())).default([])
});
export type KeptText = {
	base: number;
	since: number;
	parts: Partial<Record<PartKey, unknown>>;
	conflicts: readonly Record<string, unknown>[];
};

function keyOf(userId: string, versionId: string): string {
	return `${prefix}${userId}:${versionId}`;
}

/** False when the browser refuses to keep it (full, private mode): then the page must not be closed lightly. */
export function keepText(userId: string, versionId: string, kept: KeptText | null): boolean {
	try {
		if (kept === null) localStorage.removeItem(keyOf(userId, versionId));
		else localStorage.setItem(keyOf(userId, versionId), JSON.stringify(kept));
		return true;
	} catch {
		return false;
	}
}

export function keptText(userId: string, versionId: string): KeptText | null {
	try {
		const parsed = keptSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(userId, versionId)) ?? 'null'));
		if (!parsed.success) return null;
		const { parts, ...rest } = parsed.data;
		return { ...rest, parts: Object.fromEntries(partKeys.flatMap((part) => (part in parts ? [[part, parts[part]]] : []))) };
	} catch {
		return null;
	}
}

/** Nobody who comes after at this browser finds what others wrote. `except`: the person who is signed in now. */
export function forgetTexts(except: string | null = null): void {
	try {
		const own = except === null ? null : `${prefix}${except}:`;
		for (const key of Object.keys(localStorage)) {
			if (key.startsWith(prefix) && (own === null || !key.startsWith(own))) localStorage.removeItem(key);
		}
	} catch {
		// Without a store there is nothing in it.
	}
}
