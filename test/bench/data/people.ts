import { nameMaker } from '../../../prisma/seed/content/names.ts';
import type { Cell } from './copy.ts';
import { idOf } from './ids.ts';
import { share, type Size } from './size.ts';

/** Duties in the order in which a unit's people get them; the others read. */
const duties = [
	{ role: 'head', position: 'Thủ trưởng', capacity: 'chief' },
	{ role: 'head', position: 'Phó thủ trưởng', capacity: 'deputy_for' },
	{ role: 'officer', position: 'Cán bộ ISO', capacity: null },
	{ role: 'reviewer', position: 'Trưởng phòng', capacity: null },
	{ role: 'reviewer', position: 'Trưởng phòng', capacity: null },
	{ role: 'drafter', position: 'Chuyên viên', capacity: null },
	{ role: 'drafter', position: 'Chuyên viên', capacity: null },
	{ role: 'drafter', position: 'Chuyên viên', capacity: null }
] as const;
const reader = { role: 'reader', position: 'Chuyên viên', capacity: null } as const;

/** The place of somebody in the list of a unit's people. */
export const seats = { head: 0, deputy: 1, officer: 2, reviewer: 3, drafter: 5, reader: 8 } as const;
export const divisionsOfUnit = 4;
/** Who works for the province are the last of the users. */
const provincePeople = [
	{ role: 'coordinator', position: 'Trưởng phòng ISO, Sở KH&CN' },
	{ role: 'administrator', position: 'Quản trị hệ thống' }
] as const;

export type Person = { readonly id: string; readonly name: string; readonly position: string };

/** The people of the province by unit and seat. */
export function peopleOf(size: Size) {
	const nextName = nameMaker(20261124, new Set());
	// Names repeat after some thousands: a number tells people apart, as it does in large offices.
	const names = Array.from({ length: 2_000 }, nextName);
	const nameAt = (n: number) => `${names[n % names.length] ?? ''}${n < names.length ? '' : ` ${Math.floor(n / names.length) + 1}`}`;
	const inUnits = size.users - provincePeople.length;
	const personAt = (unit: number, seat: number): Person => {
		const [first, next] = share(inUnits, size.units, unit);
		const n = first + (seat % (next - first));
		return { id: idOf('user', n), name: nameAt(n), position: (duties[seat] ?? reader).position };
	};
	const provinceAt = (n: number): string => idOf('user', inUnits + n);
	const longAgo = '2016-01-01';

	function* users(): Generator<Cell[]> {
		for (let n = 0; n < size.users; n++) yield [idOf('user', n), `n${n}@bench.example`, nameAt(n), 'active', '2023-01-01T00:00:00Z'];
	}
	function* memberships(): Generator<Cell[]> {
		for (let unit = 0; unit < size.units; unit++) {
			const [first, next] = share(inUnits, size.units, unit);
			for (let n = first; n < next; n++) {
				const { role, position, capacity } = duties[n - first] ?? reader;
				const division = idOf('division', unit * divisionsOfUnit + (n % divisionsOfUnit));
				yield [idOf('membership', n), idOf('user', n), idOf('unit', unit), division, [role], position, capacity, longAgo];
			}
		}
	}
	function* appointments(): Generator<Cell[]> {
		for (const [n, { role, position }] of provincePeople.entries()) yield [idOf('appointment', n), provinceAt(n), role, position, longAgo];
	}
	return { personAt, coordinator: provinceAt(0), users, memberships, appointments };
}

export type People = ReturnType<typeof peopleOf>;
