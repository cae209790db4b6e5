import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { readFont } from './fonts.ts';
import { serveRequests } from './serve-requests.ts';
import type { TypstAnswer, TypstRequest } from './typst.ts';

/** The rendering process: one compiler, the project's templates and fonts, no network and no other files. */
const projectRoot = process.argv[2] ?? process.cwd();
const compiler = NodeCompiler.create({
	workspace: path.join(projectRoot, 'src/lib/server/pdf/templates'),
	fontArgs: [
		{
			fontBlobs: [
				readFont(projectRoot, 'regular'),
				readFont(projectRoot, 'italic'),
				readFont(projectRoot, 'bold'),
				readFont(projectRoot, 'boldItalic')
			]
		}
	]
});

serveRequests((message) => render(message as TypstRequest));

function render(request: TypstRequest): TypstAnswer {
	const compiled = compiler.compile({
		mainFilePath: path.join(projectRoot, 'src/lib/server/pdf/templates', `${request.template}.typ`),
		inputs: { data: request.data }
	});
	try {
		if (!compiled.result) throw new Error(problem(request.template, compiled.takeDiagnostics()?.shortDiagnostics));
		const pdf = compiler.pdf(compiled.result, { pdfStandard: request.standard, creationTimestamp: request.creationTimestamp });
		const places: unknown = request.places ? compiler.query(compiled.result, { selector: '<place>', field: 'value' }) : [];
		return { pdf, pages: compiled.result.numOfPages, places: Array.isArray(places) ? places.filter(isPlace) : [] };
	} finally {
		// Without this every render keeps nearly a megabyte until the process ends.
		compiler.evictCache(0);
	}
}

function isPlace(value: unknown): value is TypstAnswer['places'][number] {
	return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number' && typeof value[2] === 'number';
}

function problem(template: string, diagnostics: unknown): string {
	return `the template ${template} could not be set: ${JSON.stringify(diagnostics ?? 'no diagnostics')}`;
}
