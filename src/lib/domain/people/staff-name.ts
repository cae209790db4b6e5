/** `Lê Thị Thu Hiền` → `hienltt`: the given name, then the initials, in plain letters. */
export function shortName(fullName: string): string {
	const words = fullName
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/đ/gu, 'd')
		.replace(/Đ/gu, 'D')
		.toLowerCase()
		.replace(/[^a-z0-9\s]/gu, '')
		.split(/\s+/u)
		.filter((word) => word !== '');
	const given = words.at(-1) ?? '';
	const initials = words.slice(0, -1).map((word) => word.slice(0, 1));
	return given + initials.join('');
}

/**
 * A staff name nobody has: unit code, dot, short name, with a number from 2 on when it is taken.
 * @param taken staff names that begin with the same unit code, as stored (upper case)
 */
export function proposeStaffName(unitCode: string, fullName: string, taken: ReadonlySet<string>): string {
	const first = `${unitCode}.${shortName(fullName) || 'nv'}`.toUpperCase();
	if (!taken.has(first)) return first;
	for (let number = 2; ; number++) if (!taken.has(`${first}${number}`)) return `${first}${number}`;
}
