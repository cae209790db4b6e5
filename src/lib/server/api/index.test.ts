import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wordsOf } from '#lib/words.ts';
import { operations } from './index.ts';
import { openApiDocument } from './openapi.ts';

const routesDir = 'src/routes/api/v1';
const name = (method: string, path: string, operation: unknown) => `${method} ${path} ${String(operation)}`;

/** What the route files serve: `GET /documents/{id} getDocument`. */
function served(): string[] {
	return readdirSync(routesDir, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+server.ts') && !file.startsWith('[...path]'))
		.flatMap((file) => {
			const path = `/${file.replaceAll('\\', '/').replace(/\/?\+server\.ts$/, '')}`.replaceAll(/\[(\w+)\]/g, '{$1}');
			const lines = readFileSync(`${routesDir}/${file}`, 'utf8').matchAll(/^export const (\w+) = serve\((\w+)\);$/gm);
			return [...lines].map(([, method = '', operation]) => name(method, path, operation));
		});
}

const object = z.record(z.string(), z.unknown());
const document = openApiDocument(operations, { version: '1' });
const described = z
	.object({
		openapi: z.literal('3.1.0'),
		paths: z.record(
			z.string(),
			z.partialRecord(
				z.enum(['get', 'post', 'put']),
				z.object({
					operationId: z.string(),
					security: z.array(z.unknown()).optional(),
					parameters: z
						.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean(), schema: z.unknown() }))
						.default([]),
					requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
					responses: z.record(
						z.string().regex(/^[2-5]\d\d$/),
						z.object({ description: z.string().min(1), content: z.record(z.string(), z.object({ schema: z.unknown() })) })
					)
				})
			)
		),
		components: z.object({
			schemas: z.record(z.string(), z.unknown()),
			securitySchemes: z.object({ token: z.object({ type: z.literal('http'), scheme: z.literal('bearer') }) })
		})
	})
	.parse(document);
const calls = Object.entries(described.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, call]) => ({ path, method, ...call }))
);

describe('the list of operations', () => {
	it('is what the routes serve, under the same addresses', () => {
		expect(served().sort()).toEqual(operations.map(({ method, path, id }) => name(method, path, id)).sort());
	});

	it('is what docs/api.md names, call by call', () => {
		const named = readFileSync('docs/api.md', 'utf8').matchAll(/^- `((?:GET|POST|PUT) \/\S*)`: (.+)$/gm);
		const described = [...named].map(([, call = '', summary]) => `${call}: ${summary}`);
		expect(described.sort()).toEqual(operations.map(({ method, path, summary }) => `${method} ${path}: ${summary}`).sort());
	});

	it('has every call of design.md §9 for documents', () => {
		const have = operations.map(({ method, path }) => `${method} ${path}`);
		for (const call of [
			'GET /units',
			'GET /me',
			'GET /documents',
			'POST /documents',
			'GET /documents/{id}',
			'GET /documents/{id}/versions',
			'POST /documents/{id}/versions',
			'GET /versions/{id}/original',
			'POST /versions/{id}/transitions',
			'POST /issue-batches',
			'POST /issue-batches/{id}/transitions',
			'GET /documents/{id}/file',
			'GET /documents/{id}/source',
			'GET /search',
			'GET /audit-trail',
			'GET /openapi.json'
		])
			expect(have).toContain(call);
	});
});

describe('the codes of refusals', () => {
	/** design.md §9, and those of the API itself. */
	const fixed = [
		'illegal_transition',
		'separation_of_duties',
		'no_eligible_reviewer',
		'open_version_exists',
		'successor_pending',
		'code_taken',
		'effective_in_past',
		'decision_in_future',
		'stale',
		'content_changed',
		'signature_refused',
		'not_opened',
		'unit_closed',
		'gate_not_met',
		'warnings',
		'unauthenticated',
		'token_required',
		'too_many',
		'json_invalid',
		'body_too_large',
		'idempotency_key_invalid',
		'idempotency_key_reused',
		'idempotency_in_progress',
		'client_gone',
		'no_such_call',
		'internal'
	];
	it.each([...new Set([...fixed, ...operations.flatMap(({ problems }) => problems)])])('%s has words in both languages', (code) => {
		const [vi, en] = (['vi', 'en'] as const).map((locale) => wordsOf(`problem_${code}`, {}, locale));
		expect(vi).toMatch(/\S/);
		expect(en).toMatch(/\S/);
		expect(vi).not.toBe(en);
	});
});

describe('the OpenAPI document', () => {
	it('describes each operation once, with its parameters and refusals', () => {
		expect(calls.map((call) => call.operationId).sort()).toEqual(operations.map(({ id }) => id).sort());
		for (const { path, parameters, responses, security, operationId } of calls) {
			const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
			expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
			expect(parameters.filter((one) => one.in === 'path').every((one) => one.required)).toBe(true);
			if (operationId === 'getOpenApi') expect(security).toEqual([]);
			else expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '422', '429', '500']));
		}
	});

	it('refers to nothing that is missing', () => {
		const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, one = '']) => one);
		expect(refs).toContain('Version');
		expect(Object.keys(described.components.schemas)).toEqual(expect.arrayContaining([...new Set(refs)]));
		expect(JSON.stringify(document)).not.toContain('$defs');
	});

	it('holds only schemas that a reader of JSON Schema understands', () => {
		const schemas = calls.flatMap(({ parameters, requestBody, responses }) => [
			...parameters.map((one) => one.schema),
			...Object.values(requestBody?.content ?? {}).map((media) => media.schema),
			...Object.values(responses).flatMap(({ content }) => Object.values(content).map((media) => media.schema))
		]);
		expect(schemas.length).toBeGreaterThan(100);
		const $defs = described.components.schemas;
		for (const schema of schemas) {
			const whole: unknown = JSON.parse(
				JSON.stringify({ ...object.parse(schema), $defs }).replaceAll('"#/components/schemas/', '"#/$defs/')
			);
			expect(() => z.fromJSONSchema(object.parse(whole))).not.toThrow();
		}
	});

	it('describes what a PUT takes and how it is refused', () => {
		const save = described.paths['/records/{id}']?.put;
		expect(save?.requestBody?.content['application/json']?.schema).toMatchObject({ properties: { title: {}, rowVersion: {} } });
		expect(Object.keys(save?.responses ?? {})).toEqual(expect.arrayContaining(['403', '404', '409', '422']));
	});

	it('says what a form with files is made of', () => {
		const upload = described.paths['/documents/{id}/versions']?.post?.requestBody?.content['multipart/form-data']?.schema;
		expect(upload).toMatchObject({
			properties: { file: { contentMediaType: 'application/octet-stream' }, source: {}, summary: { type: 'string' } }
		});
	});
});
