/**
 * Invented Vietnamese names for the demo. Given names are paired with middle names of the same register so that they sound
 * natural; the pairing is pseudo-random, so nobody is meant.
 */
const surnames = [
	'Nguyễn',
	'Nguyễn',
	'Nguyễn',
	'Nguyễn',
	'Nguyễn',
	'Nguyễn',
	'Trần',
	'Trần',
	'Trần',
	'Trần',
	'Lê',
	'Lê',
	'Lê',
	'Phạm',
	'Phạm',
	'Phan',
	'Phan',
	'Võ',
	'Võ',
	'Hoàng',
	'Bùi',
	'Hồ',
	'Đặng',
	'Hoàng',
	'Bùi',
	'Hồ',
	'Dương',
	'Đinh',
	'Đoàn',
	'Lương',
	'Trịnh',
	'Cao',
	'Thái',
	'Biện',
	'Hà',
	'Ngô',
	'Tôn',
	'Mai',
	'Kiều',
	'Lưu',
	'Tạ',
	'Uông',
	'Đậu',
	'Trương',
	'Nghiêm',
	'Từ',
	'Khổng'
] as const;
const womenMiddle = ['Thị', 'Thị Thu', 'Thị Minh', 'Ngọc', 'Thị Hồng', 'Bích', 'Thị Thanh', 'Khánh', 'Thị Mỹ', 'Diệu'] as const;
const womenGiven = [
	'Hiền',
	'Oanh',
	'Thảo',
	'Trâm',
	'Nhàn',
	'Quyên',
	'Lý',
	'Thắm',
	'Vân',
	'Sương',
	'Duyên',
	'Hậu',
	'Lam',
	'Nga',
	'Giang',
	'Yến',
	'Phượng',
	'Xuân',
	'Tuyết',
	'Hoài'
] as const;
const menMiddle = ['Văn', 'Đình', 'Xuân', 'Hữu', 'Viết', 'Trọng', 'Bá', 'Khắc', 'Sỹ', 'Duy', 'Thế', 'Công'] as const;
const menGiven = [
	'Cương',
	'Định',
	'Lộc',
	'Thuận',
	'Tường',
	'Khôi',
	'Nhật',
	'Phát',
	'Tịnh',
	'Đạt',
	'Bằng',
	'Kỷ',
	'Toàn',
	'Hợi',
	'Luyện',
	'Nghị',
	'Thạch',
	'Trực',
	'Vượng',
	'Hiếu'
] as const;

/** A small deterministic generator (mulberry32): the demo must be the same on every machine. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A stable number from a text (FNV-1a), to seed a generator per unit or per document. */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
	return hash >>> 0;
}

/** Picks one of a list that is not empty. */
export function pick<T>(random: () => number, list: readonly [T, ...T[]] | readonly T[]): T {
	const value = list[Math.floor(random() * list.length)];
	if (value === undefined) throw new Error('Cannot pick from an empty list');
	return value;
}

/** Names that differ from each other and from those in `taken`, which grows. */
export function nameMaker(seed: number, taken: Set<string>): () => string {
	const random = seededRandom(seed);
	return () => {
		for (;;) {
			const woman = random() < 0.5;
			const middle = woman ? pick(random, womenMiddle) : pick(random, menMiddle);
			const given = woman ? pick(random, womenGiven) : pick(random, menGiven);
			const name = `${pick(random, surnames)} ${middle} ${given}`.normalize('NFC');
			if (taken.has(name)) continue;
			taken.add(name);
			return name;
		}
	};
}

export { shortName } from '#lib/domain/people/staff-name.ts';
