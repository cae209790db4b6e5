/** Issue and revision numbers of a version (design.md §7, domain.md §2.3). */
export type Numbers = { readonly issueNo: number; readonly revisionNo: number };
export type NumberingScheme = 'issue_revision' | 'major_minor' | 'single';
export type NumberStep = 'issue' | 'revision';

/**
 * The numbers of the next version. `taken` are the numbers of all versions that are not cancelled; the first is 01/00. Under the
 * `single` scheme every version is a new issue.
 */
export function nextNumbers(scheme: NumberingScheme, taken: readonly Numbers[], step: NumberStep): Numbers {
	const last = [...taken].sort(compareNumbers).at(-1);
	if (!last) return { issueNo: 1, revisionNo: 0 };
	if (step === 'issue' || scheme === 'single') return { issueNo: last.issueNo + 1, revisionNo: 0 };
	return { issueNo: last.issueNo, revisionNo: last.revisionNo + 1 };
}

export function compareNumbers(a: Numbers, b: Numbers): number {
	return a.issueNo - b.issueNo || a.revisionNo - b.revisionNo;
}

const two = (value: number) => String(value).padStart(2, '0');

/** `02/01` for tables; sentences say "Lần ban hành 02 · sửa đổi 01" by a message. */
export function shortNumbers(numbers: Numbers, scheme: NumberingScheme = 'issue_revision'): string {
	if (scheme === 'major_minor') return `${numbers.issueNo}.${numbers.revisionNo}`;
	if (scheme === 'single') return two(numbers.issueNo);
	return `${two(numbers.issueNo)}/${two(numbers.revisionNo)}`;
}

/** For the words of a signature, which are Vietnamese always: never the numbers alone (states.md §12). */
export function spokenNumbers(numbers: Numbers, scheme: NumberingScheme): string {
	if (scheme === 'major_minor') return `phiên bản ${shortNumbers(numbers, scheme)}`;
	if (scheme === 'single') return `lần ban hành ${two(numbers.issueNo)}`;
	return `lần ban hành ${two(numbers.issueNo)} · sửa đổi ${two(numbers.revisionNo)}`;
}
