import { partsOf } from './content-parts.ts';
import { partKeys, type PartKey, type ProcedureContent } from './content.ts';

/** The parts in which something stands. */
export function filledParts(content: ProcedureContent): PartKey[] {
	const parts = partsOf(content);
	return partKeys.filter((key) => {
		const value = parts[key];
		return value !== null && (typeof value === 'string' ? value !== '' : !Array.isArray(value) || value.length > 0);
	});
}
