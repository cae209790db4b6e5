import { shortNumbers, type Numbers, type NumberingScheme } from '#lib/domain/documents/numbering.ts';
import * as m from '#lib/paraglide/messages.js';

const two = (value: number) => String(value).padStart(2, '0');

/** "Lần ban hành 02 · sửa đổi 00", never `02/00` alone (states.md §12). */
export function numbersInWords(numbers: Numbers, scheme: NumberingScheme = 'issue_revision'): string {
	if (scheme !== 'issue_revision') return m.versions_numbers_short({ numbers: shortNumbers(numbers, scheme) });
	return m.versions_numbers_long({ issue: two(numbers.issueNo), revision: two(numbers.revisionNo) });
}
