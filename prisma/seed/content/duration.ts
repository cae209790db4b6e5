/** Working time of procedures: eight hours to a day, written as the procedures of agencies write it. */
const two = (value: number) => String(value).padStart(2, '0');

/** `2` → `02 giờ`, `4` → `½ ngày`, `12` → `1½ ngày`, `40` → `05 ngày`. */
export function hoursText(hours: number): string {
	if (hours % 8 === 0) return `${two(hours / 8)} ngày`;
	if (hours % 8 === 4) return hours === 4 ? '½ ngày' : `${Math.floor(hours / 8)}½ ngày`;
	return hours < 8 ? `${two(hours)} giờ` : `${two(Math.floor(hours / 8))} ngày ${two(hours % 8)} giờ`;
}

/** Reads what `hoursText` writes. @throws Error for any other text. */
export function parseHours(text: string): number {
	const match = /^(?:(\d*)(½)? ngày)? ?(?:(\d+) giờ)?$/u.exec(text.trim());
	if (!match || text.trim() === '') throw new Error(`Not a working time: "${text}"`);
	return Number(match[1] ?? 0) * 8 + (match[2] ? 4 : 0) + Number(match[3] ?? 0);
}

export function sumOfHours(steps: readonly { readonly hours: number | null }[]): number {
	return steps.reduce((sum, step) => sum + (step.hours ?? 0), 0);
}

/** The time limit of a service, as block 5.4 says it. */
export function limitText(hours: number): string {
	if (hours <= 8) return 'Trong ngày làm việc; trường hợp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo';
	return `${hoursText(hours).replace(' ngày', ' ngày làm việc')} kể từ ngày nhận đủ hồ sơ hợp lệ`;
}
