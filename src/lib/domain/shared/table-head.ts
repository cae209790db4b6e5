import { fold } from './fold.ts';

/** A line of a table, and its number in the file from 1. */
export type TableLine = { readonly line: number; readonly cells: readonly string[] };

export type HeadFault<Column> = {
	readonly line: number;
	readonly column: Column;
	readonly reason: 'column_missing' | 'column_twice';
	readonly value: string;
};

/** A name as it is compared: without case, accents, underscores and dots. */
export function plainName(text: string): string {
	return fold(text.replaceAll(/[_.]/g, ' ')).replace(/\s+/g, ' ').trim();
}

/** From every way to say a key to the key; the key itself is one of them. */
export function byPlainName<Key extends string>(table: Readonly<Record<Key, readonly string[]>>, keys: readonly Key[]): Map<string, Key> {
	return new Map(keys.flatMap((key) => [plainName(key), ...table[key]].map((name): [string, Key] => [name, key])));
}

/** Where the columns stand, by their names in the first line; further columns are left alone. */
export function readHead<Column extends string>(
	head: TableLine | undefined,
	columnByName: ReadonlyMap<string, Column>,
	required: readonly Column[]
): { places: Map<Column, number>; faults: HeadFault<Column>[] } {
	const places = new Map<Column, number>();
	const faults: HeadFault<Column>[] = [];
	const line = head?.line ?? 1;
	for (const [place, name] of (head?.cells ?? []).entries()) {
		const column = columnByName.get(plainName(name));
		if (!column) continue;
		if (places.has(column)) faults.push({ line, column, reason: 'column_twice', value: name });
		places.set(column, place);
	}
	for (const column of required) if (!places.has(column)) faults.push({ line, column, reason: 'column_missing', value: '' });
	return { places, faults };
}
