import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { resolveImport, whyForbidden } from '../../scripts/import-rules.mjs';

type Import = { specifier: string; typeOnly: boolean };

const files = ['src', 'prisma'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
		.filter((name) => /\.(?:ts|svelte|js)$/.test(name) && !/\/(?:generated|paraglide)\/|\.test\.ts$|\.d\.ts$/.test(name))
);
const graph = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): Import[] {
	const text = readFileSync(file, 'utf8');
	const code = file.endsWith('.svelte')
		? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, inside]) => inside).join('\n')
		: text;
	const found: Import[] = [];
	const visit = (node: ts.Node): void => {
		if (
			(ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
			node.moduleSpecifier &&
			ts.isStringLiteral(node.moduleSpecifier)
		) {
			const typeOnly = ts.isImportDeclaration(node) ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword : node.isTypeOnly;
			found.push({ specifier: node.moduleSpecifier.text, typeOnly });
		}
		const [first] = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : [];
		if (first && ts.isStringLiteral(first)) found.push({ specifier: first.text, typeOnly: false });
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS));
	return found;
}

/** Other files that a file needs at run time; a component of a tree may draw itself. */
function needs(file: string): string[] {
	return (graph.get(file) ?? []).flatMap(({ specifier, typeOnly }) => {
		const target = resolveImport(file, specifier).file;
		return !typeOnly && target !== undefined && target !== file && graph.has(target) ? [target] : [];
	});
}

/** The first circle from each file, as the names along it. */
function findCycles(): string[] {
	const done = new Set<string>();
	const cycles: string[] = [];
	const walk = (file: string, way: readonly string[]): void => {
		const at = way.indexOf(file);
		if (at >= 0) cycles.push([...way.slice(at), file].join(' → '));
		if (at >= 0 || done.has(file)) return;
		for (const next of needs(file)) walk(next, [...way, file]);
		done.add(file);
	};
	for (const file of graph.keys()) walk(file, []);
	return cycles;
}

describe('the imports of the project', () => {
	it('are read at all', () => {
		expect(graph.size).toBeGreaterThan(100);
		expect(needs('src/lib/server/platform/transaction.ts')).toContain('src/lib/server/platform/errors.ts');
	});

	it('keep to the layers', () => {
		const broken = [...graph].flatMap(([file, imports]) =>
			imports.flatMap(({ specifier, typeOnly }) => {
				const reason = whyForbidden(file, specifier, { typeOnly });
				return reason ? [`${file}: ${reason}`] : [];
			})
		);
		expect(broken).toEqual([]);
	});

	it('go in no circle', () => {
		expect(findCycles()).toEqual([]);
	});

	it('name files that exist, with their ending', () => {
		const missing = [...graph].flatMap(([file, imports]) =>
			imports.flatMap(({ specifier }) => {
				const target = resolveImport(file, specifier).file;
				if (target === undefined) return [];
				const isOurs = target.startsWith('src/lib/') && !/\/(?:generated|paraglide)\//.test(target) && /\.(?:ts|svelte)$/.test(target);
				return isOurs && !graph.has(target) && !target.endsWith('.d.ts') ? [`${file}: ${specifier}`] : [];
			})
		);
		expect(missing).toEqual([]);
	});
});

describe('the rules', () => {
	it.each([
		['src/lib/domain/documents/a.ts', '#lib/server/platform/errors.ts', 'domain must not import platform'],
		['src/lib/domain/documents/a.ts', 'node:fs', 'domain must not import the package node:fs'],
		['src/lib/server/units/a.ts', '#lib/server/documents/b.ts', 'units must not import documents'],
		['src/lib/server/documents/a.ts', '@sveltejs/kit', 'business must not import the package @sveltejs/kit'],
		['src/lib/server/storage/a.ts', '../documents/b.ts', 'infrastructure must not import business'],
		['src/routes/(app)/+page.server.ts', '#lib/server/platform/prisma.ts', 'routes must not import src/lib/server/platform/prisma.ts'],
		['src/lib/components/ui/A.svelte', '#lib/server/documents/b.ts', 'components must not import business']
	])('forbid %s → %s', (from, specifier, words) => {
		expect(whyForbidden(from, specifier)).toContain(words);
	});

	it.each([
		['src/lib/server/documents/a.ts', '#lib/server/units/b.ts'],
		['src/lib/server/documents/a.ts', '#lib/server/audit-trail/record.ts'],
		['src/routes/(app)/+page.server.ts', '#lib/server/documents/b.ts'],
		['src/routes/(app)/+page.server.ts', './$types']
	])('allow %s → %s', (from, specifier) => {
		expect(whyForbidden(from, specifier)).toBeNull();
	});
});
