import type { Day } from '#lib/domain/shared/day.ts';

/**
 * Terms: a *unit* has an id that is never reused; a *version* of it says what it was called, which code and kind it had and what
 * stood above it in `[validFrom, validTo)`; an *event* is a dated act (merge, split, rename ...) that ends units, begins them or
 * changes them. The *tree of a day* is made of the versions of that day. Kinds are data (`unit_kind`), never constants.
 */
export const unitEventKinds = ['ESTABLISH', 'MERGE', 'SPLIT', 'RENAME', 'MOVE_PARENT', 'CHANGE_KIND', 'UPGRADE', 'ABOLISH'] as const;
export type UnitEventKind = (typeof unitEventKinds)[number];

/** What a version of a unit says. */
export type UnitFacts = {
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly parentId: string | null;
};

/** A unit as it stands on a day. */
export type UnitOnDay = UnitFacts & {
	readonly unitId: string;
	/** First day of this version. */
	readonly validFrom: Day;
	/** The day it ends, when that is known already. */
	readonly validTo: Day | null;
};

const codePattern = /^[A-Z0-9Đ][A-Z0-9Đ@_.-]{0,39}$/;

/** `so-nv ` as `SO-NV`; null when it is no code: letters without accents, digits, `- _ . @`, at most 40 characters. */
export function unitCode(text: string): string | null {
	const code = text.normalize('NFC').trim().toUpperCase();
	return codePattern.test(code) ? code : null;
}

/** A division's code: as a unit's, but Vietnamese letters are allowed and it is kept within 20 characters. Null when it is none. */
export function divisionCode(text: string): string | null {
	const code = text.normalize('NFC').trim().toUpperCase();
	return /^[\p{Lu}\d][\p{Lu}\d_.-]{0,19}$/u.test(code) ? code : null;
}

export const nameLength = 200;

/** One space between words, NFC, so that "Xã  Kỳ Anh" and "Xã Kỳ Anh" are one name. */
export function tidyName(text: string): string {
	return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** What spreadsheet programs take for a formula; no name or code of a unit begins like that. */
export function looksLikeFormula(text: string): boolean {
	return /^[=+\-@]/.test(text);
}
