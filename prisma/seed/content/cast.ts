import { hashOf } from './names.ts';
import { demoPeople, demoPerson } from './people.ts';
import type { Life } from './scenario-types.ts';
import type { DocumentSpec } from './types.ts';
import type { UnitProfile } from './units.ts';
import { divisionsOf } from './divisions.ts';

/** Who writes, reviews and approves a document. Keys of people. */
export type Cast = {
	readonly officer: string;
	readonly author: string;
	readonly reviewer: string;
	readonly approver: string;
	readonly head: string;
	readonly divisionCode: string | null;
	/** One person reviews and approves, under the unit's exception. */
	readonly alone: boolean;
};

const keys = new Set(demoPeople.map((person) => person.key));
const existing = (wanted: readonly string[]): string => {
	const found = wanted.find((key) => keys.has(key));
	if (!found) throw new Error(`The demo has none of ${wanted.join(', ')}`);
	return found;
};

/** A document belongs to the first division of its list that the unit has. */
function divisionOf(spec: DocumentSpec, unit: UnitProfile): string | null {
	const codes = divisionsOf(unit).map((division) => division.code);
	return spec.divisions.find((code) => codes.includes(code)) ?? codes[0] ?? null;
}

export function castOf(spec: DocumentSpec, unit: UnitProfile, life: Life): Cast {
	const at = (name: string) => `${unit.code}/${name}`;
	const divisionCode = divisionOf(spec, unit);
	const officer = existing([at('officer')]);
	const head = existing([at('head')]);
	if (unit.small) return { officer, author: officer, reviewer: head, approver: head, head, divisionCode, alone: true };

	const chance = hashOf(`${unit.code}:${spec.code}`);
	const first = divisionsOf(unit)[0]?.code ?? '';
	const ofSystem = divisionCode === first;
	const drafter = at(`drafter.${divisionCode}.1`);
	const author = ofSystem && chance % 3 !== 0 ? officer : existing([drafter, officer]);
	// The reviewer's account is meant to have work waiting: most open reviews of its unit are addressed to it.
	const atReviewer = unit.code === 'SO-NV' && (ofSystem ? chance % 2 === 0 : false);
	const wantsReviewer = unit.code === 'SO-NV' && (life === 'in_review' || life === 'returned_by_reviewer') && chance % 5 !== 0;
	const usual = [at(`reviewer.${divisionCode}`), at(`reviewer.${first}`), at('reviewer.TP')];
	const reviewer = existing(atReviewer || wantsReviewer ? [at('reviewer.CCHC'), ...usual] : usual);
	const deputy = at('deputy.1');
	const approver = chance % 4 === 0 && keys.has(deputy) ? deputy : head;
	return { officer, author, reviewer, approver, head, divisionCode, alone: false };
}

/** A drafter must be named to the document before creating a version. */
export function draftersOf(cast: Cast): string[] {
	return demoPerson(cast.author).roles.includes('drafter') ? [cast.author] : [];
}
