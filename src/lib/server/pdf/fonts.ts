import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fontkit from 'fontkit';

/**
 * Tinos has the metrics of Times New Roman, which the law prescribes (domain.md §5.1). It is found from the project's root,
 * because bundling moves `import.meta.url`.
 */
const folder = 'node_modules/@expo-google-fonts/tinos';
const files = {
	regular: '400Regular/Tinos_400Regular.ttf',
	italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
	bold: '700Bold/Tinos_700Bold.ttf',
	boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf'
} as const;

export type FontStyle = keyof typeof files;

export function readFont(projectRoot: string, style: FontStyle): Buffer {
	return readFileSync(path.join(projectRoot, folder, files[style]));
}

const coverage = new Map<string, ReadonlySet<number>>();

/** Code points for which every style of the fonts has a glyph. */
export function coveredCodePoints(projectRoot: string): ReadonlySet<number> {
	const known = coverage.get(projectRoot);
	if (known) return known;
	const sets = (Object.keys(files) as FontStyle[]).map(
		(style) => new Set<number>(fontkit.create(readFont(projectRoot, style)).characterSet)
	);
	const [first = new Set<number>(), ...others] = sets;
	const covered = new Set([...first].filter((point) => others.every((set) => set.has(point))));
	coverage.set(projectRoot, covered);
	return covered;
}
