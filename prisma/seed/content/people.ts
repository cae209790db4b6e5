import type { ProvinceRole, Role, SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { fixedAccounts, type FixedAccount } from './accounts.ts';
import { divisionsOf, type DivisionPlan } from './divisions.ts';
import { hashOf, nameMaker, shortName } from './names.ts';
import { unitProfiles, type UnitProfile } from './units.ts';

/**
 * The staff of the demo, made from the plan of each unit. A *key* such as `SO-NV/officer` or `SO-NV/drafter.TCBC.1` names a person
 * in the scenario; it never reaches the database.
 */
export type DemoPerson = {
	readonly key: string;
	readonly fullName: string;
	/** Null for a few readers, who sign in with their staff name. */
	readonly email: string | null;
	/** `SO-NV.HIENLTT`, unique in the province. */
	readonly staffName: string;
	/** Null only for the administrator, who belongs to no unit. */
	readonly unitCode: string | null;
	readonly divisionCode: string | null;
	readonly position: string;
	readonly roles: readonly Role[];
	readonly capacity: SigningCapacity | null;
	readonly provinceRole: ProvinceRole | null;
	readonly locale: 'vi' | 'en';
	/** One of the accounts that `npm start` prints. */
	readonly isFixed: boolean;
};

export type DemoDivision = {
	readonly unitCode: string;
	readonly code: string;
	readonly name: string;
	/** Null where the field of work has no head (communes). */
	readonly headKey: string | null;
};

/** Everybody is a member since this day, long before the first document. */
export const membershipFrom = '2023-01-03';
export { demoPassword } from '#lib/domain/identity/demo.ts';

type Slot = {
	readonly name: string;
	readonly division: DivisionPlan | null;
	readonly position: string;
	readonly roles: readonly Role[];
	readonly capacity?: SigningCapacity;
};

/** A head signs as "Giám đốc", not as "Giám đốc Sở"; a chairman signs with the level. */
function signingTitle(title: string): string {
	return title.replace(/ (?:Sở|Trung tâm)$/u, '');
}

/** `Trưởng phòng` of `Phòng Cải cách hành chính` → `Trưởng phòng Cải cách hành chính`. */
function leaderOf(division: DivisionPlan): string {
	const [, kind, rest] = /^(Phòng|Ban) (.+)$/u.exec(division.name) ?? [];
	if (kind === 'Phòng') return `Trưởng phòng ${rest}`;
	return kind === 'Ban' ? `Trưởng Ban ${rest}` : division.headTitle;
}

function headSlots(unit: UnitProfile): Slot[] {
	const chief: SigningCapacity = unit.family === 'commune' || unit.family === 'district' ? 'on_behalf' : 'chief';
	const slots: Slot[] = [{ name: 'head', division: null, position: signingTitle(unit.headTitle), roles: ['head'], capacity: chief }];
	if (unit.small) return slots;
	const deputies = unit.staffSize >= 25 ? 2 : 1;
	for (let index = 1; index <= deputies; index++)
		slots.push({
			name: `deputy.${index}`,
			division: null,
			position: signingTitle(unit.deputyTitle),
			roles: ['head'],
			capacity: 'deputy_for'
		});
	return slots;
}

/** In a commune the officials of two fields review each other's texts; elsewhere the heads of divisions review. */
function communeSlots(unit: UnitProfile, divisions: readonly DivisionPlan[]): Slot[] {
	const staff = (division: DivisionPlan, name: string, roles: readonly Role[]): Slot => ({
		name,
		division,
		position: division.staffTitle,
		roles
	});
	return divisions.flatMap((division, index) => {
		if (index === 0) return [staff(division, 'officer', ['officer']), staff(division, 'reader.VP', ['reader'])];
		if (unit.small) return [staff(division, `reader.${division.code}`, ['reader'])];
		if (index === 1) return [staff(division, `reviewer.${division.code}`, ['reviewer', 'internal_auditor'])];
		if (index <= 3) return [staff(division, `drafter.${division.code}.1`, ['drafter'])];
		return [staff(division, `reader.${division.code}`, ['reader'])];
	});
}

function divisionSlots(division: DivisionPlan, isOffice: boolean): Slot[] {
	const slot = (name: string, position: string, roles: readonly Role[]): Slot => ({ name, division, position, roles });
	const code = division.code;
	return [
		slot(`reviewer.${code}`, leaderOf(division), isOffice ? ['reviewer', 'internal_auditor'] : ['reviewer']),
		...(isOffice ? [slot('officer', `${division.deputyTitle}, Thư ký Ban chỉ đạo ISO`, ['officer'])] : []),
		slot(`drafter.${code}.1`, division.staffTitle, isOffice ? ['drafter'] : ['drafter', 'internal_auditor'])
	];
}

/** Fills up to the planned size with readers, division by division. */
function readerSlots(unit: UnitProfile, divisions: readonly DivisionPlan[], have: number): Slot[] {
	const titles = ['Chuyên viên', 'Chuyên viên chính', 'Văn thư', 'Chuyên viên', 'Kế toán viên'];
	return Array.from({ length: Math.max(0, unit.staffSize - have) }, (_, index) => {
		const division = divisions[index % divisions.length] ?? null;
		const round = Math.floor(index / divisions.length) + 1;
		const isOffice = index % divisions.length === 0;
		return {
			name: `reader.${division?.code ?? 'X'}.${round}`,
			division,
			position: isOffice ? (titles[(round + 1) % titles.length] ?? 'Chuyên viên') : (division?.staffTitle ?? 'Chuyên viên'),
			roles: ['reader'] as const
		};
	});
}

function slotsOf(unit: UnitProfile): Slot[] {
	const divisions = divisionsOf(unit);
	const named =
		unit.family === 'commune'
			? [...headSlots(unit), ...communeSlots(unit, divisions)]
			: [...headSlots(unit), ...divisions.flatMap((division, index) => divisionSlots(division, index === 0))];
	return [...named, ...readerSlots(unit, divisions, named.length)];
}

function makePeople(): { people: DemoPerson[]; divisions: DemoDivision[] } {
	const takenNames = new Set(fixedAccounts.map((account) => account.fullName));
	const takenStaff = new Set<string>();
	const people: DemoPerson[] = [];
	const divisions: DemoDivision[] = [];
	const bySlot = new Map(fixedAccounts.map((account) => [account.key, account]));
	for (const unit of unitProfiles) {
		const nextName = nameMaker(hashOf(unit.code), takenNames);
		const slots = slotsOf(unit);
		for (const slot of slots) {
			const key = `${unit.code}/${slot.name}`;
			people.push(personOf(unit, slot, key, bySlot.get(key), nextName, takenStaff, people.length));
		}
		for (const division of divisionsOf(unit)) {
			const headSlot = slots.find((slot) => slot.division === division && slot.name === `reviewer.${division.code}`);
			const headKey = headSlot && unit.family !== 'commune' ? `${unit.code}/${headSlot.name}` : null;
			divisions.push({ unitCode: unit.code, code: division.code, name: division.name, headKey });
		}
	}
	const administrator = fixedAccounts.find((account) => account.provinceRole === 'administrator');
	if (administrator) people.unshift(outsideUnits(administrator));
	return { people, divisions };
}

function personOf(
	unit: UnitProfile,
	slot: Slot,
	key: string,
	fixed: FixedAccount | undefined,
	nextName: () => string,
	takenStaff: Set<string>,
	ordinal: number
): DemoPerson {
	const fullName = fixed?.fullName ?? nextName();
	const base = shortName(fullName);
	let staff = base;
	for (let n = 2; takenStaff.has(`${unit.code}.${staff}`); n++) staff = `${base}${n}`;
	takenStaff.add(`${unit.code}.${staff}`);
	const withoutMail = slot.name.startsWith('reader') && ordinal % 5 === 0;
	const ownMail = withoutMail ? null : `${staff}@${unit.code.toLowerCase()}.eiso.example`;
	return {
		key,
		fullName,
		email: fixed?.email ?? ownMail,
		staffName: `${unit.code}.${staff}`.toUpperCase(),
		unitCode: unit.code,
		divisionCode: slot.division?.code ?? null,
		position: fixed?.position ?? slot.position,
		roles: slot.roles,
		capacity: slot.capacity ?? null,
		provinceRole: fixed?.provinceRole ?? null,
		locale: 'vi',
		isFixed: fixed !== undefined
	};
}

function outsideUnits(account: FixedAccount): DemoPerson {
	return {
		key: account.key,
		fullName: account.fullName,
		email: account.email,
		staffName: `TINH.${shortName(account.fullName)}`.toUpperCase(),
		unitCode: null,
		divisionCode: null,
		position: account.position ?? '',
		roles: [],
		capacity: null,
		provinceRole: account.provinceRole,
		locale: 'vi',
		isFixed: true
	};
}

const made = makePeople();
export const demoPeople: readonly DemoPerson[] = made.people;
export const demoDivisions: readonly DemoDivision[] = made.divisions;

const byKey = new Map(demoPeople.map((person) => [person.key, person]));

/** @throws Error when the scenario names somebody who does not exist. */
export function demoPerson(key: string): DemoPerson {
	const person = byKey.get(key);
	if (!person) throw new Error(`The demo has no person ${key}`);
	return person;
}

export function peopleOf(unitCode: string): readonly DemoPerson[] {
	return demoPeople.filter((person) => person.unitCode === unitCode);
}
