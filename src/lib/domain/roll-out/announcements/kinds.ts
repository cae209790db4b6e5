/** Why a unit announces (domain.md §1.4 steps 6, 8, 9): the first time, anew, with a wider or narrower scope, by another edition. */
export const announcementKinds = ['first', 'again', 'extension', 'narrowing', 'edition'] as const;
export type AnnouncementKind = (typeof announcementKinds)[number];

export type ScopeLine = { readonly code: string; readonly name: string };
export type ScopeChange<Line extends ScopeLine = ScopeLine> = {
	readonly added: readonly Line[];
	readonly removed: readonly Line[];
	/** In both, under another name or with another procedure, field. */
	readonly kept: number;
};

/** What comes to the scope and what leaves it, by the services' codes; a line without a code is known by its name. */
export function scopeChange<Line extends ScopeLine>(before: readonly Line[], now: readonly Line[]): ScopeChange<Line> {
	const name = (line: ScopeLine) => line.code.toUpperCase() || line.name;
	const had = new Set(before.map(name));
	const has = new Set(now.map(name));
	const added = now.filter((line) => !had.has(name(line)));
	return { added, removed: before.filter((line) => !has.has(name(line))), kept: now.length - added.length };
}

/** What went before: the last announcement that was signed and not withdrawn before its day. */
export type Predecessor = { readonly standardCode: string };

export function proposedKind(
	before: Predecessor | null,
	standardCode: string,
	change: Pick<ScopeChange, 'added' | 'removed'>
): AnnouncementKind {
	if (!before) return 'first';
	if (before.standardCode !== standardCode) return 'edition';
	if (change.added.length > 0 && change.removed.length === 0) return 'extension';
	if (change.removed.length > 0 && change.added.length === 0) return 'narrowing';
	return 'again';
}

/** Whether the kind says what happens. A change of fields alone, without services, may be called wider or narrower. */
export function kindFits(
	kind: AnnouncementKind,
	before: Predecessor | null,
	standardCode: string,
	change: Pick<ScopeChange, 'added' | 'removed'>
): boolean {
	if (!before || kind === 'first') return !before && kind === 'first';
	const sameEdition = before.standardCode === standardCode;
	if (kind === 'edition') return !sameEdition;
	if (!sameEdition) return false;
	if (kind === 'extension') return change.removed.length === 0;
	if (kind === 'narrowing') return change.added.length === 0;
	return true;
}
