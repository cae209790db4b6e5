import { z } from 'zod';
import type { Operation } from './operation.ts';
import { problemSchema } from './problem-schema.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

const problemMedia = 'application/problem+json';
const titles: Readonly<Record<number, string>> = {
	401: 'No token, or one that is unknown, ended or too old (`unauthenticated`, `token_required`)',
	403: 'May be seen, and may not be done',
	404: 'Does not exist, or may not be seen',
	409: 'The state does not allow it, or somebody else was first',
	413: 'The body is too large',
	422: 'Input that is not right; `errorCodes` says which fields',
	429: 'Too many calls (`too_many`)',
	500: 'Our own fault (`internal`)'
};

/** The OpenAPI 3.1 description of these calls, made from the schemas that requests are checked with. */
export function openApiDocument(operations: readonly Operation[], about: { version: string }): JsonObject {
	const components: Record<string, Json> = {};
	const paths: Record<string, Record<string, Json>> = {};
	schemaOf(problemSchema, 'output', components);
	for (const operation of operations) {
		paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation, components) };
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'eISO',
			version: about.version,
			description:
				'Controlled documents of the units of a province. The same rules as the pages: what may not be seen is 404. Times are UTC, days are days in Asia/Ho_Chi_Minh. Per token and minute: 1,200 reads, 120 writes, 30 uploads.'
		},
		servers: [{ url: '/api/v1' }],
		tags: [...new Set(operations.map((operation) => operation.tag))].map((name) => ({ name })),
		security: [{ token: [] }],
		paths,
		components: {
			schemas: components,
			securitySchemes: {
				token: {
					type: 'http',
					scheme: 'bearer',
					description: 'A token of a person: `npm run -s eiso -- token create --user EMAIL --name NAME`.'
				}
			}
		}
	};
}

function describe(operation: Operation, components: Record<string, Json>): JsonObject {
	const parameters = [
		...parametersOf(operation.params, 'path'),
		...parametersOf(operation.query, 'query'),
		...(operation.method === 'POST' && !operation.open ? [idempotencyKey] : [])
	];
	return {
		operationId: operation.id,
		tags: [operation.tag],
		summary: operation.summary,
		...(operation.description ? { description: operation.description } : {}),
		...(operation.open ? { security: [] } : {}),
		...(parameters.length > 0 ? { parameters } : {}),
		...(operation.method === 'GET' ? {} : { requestBody: requestBodyOf(operation, components) }),
		responses: { ...answersOf(operation, components), ...refusalsOf(operation) }
	};
}

const idempotencyKey: JsonObject = {
	name: 'Idempotency-Key',
	in: 'header',
	required: false,
	description: 'Kept 24 hours per token: the same key and body get the same answer; another body is 422 `idempotency_key_reused`.',
	schema: { type: 'string', minLength: 1, maxLength: 200 }
};

function parametersOf(schema: z.ZodType, where: 'path' | 'query'): JsonObject[] {
	const { properties, required } = objectOf(schemaOf(schema, 'input', {}));
	return Object.entries(properties).map(([name, value]) => {
		const { description, ...rest } = asObject(value);
		return {
			name,
			in: where,
			required: where === 'path' || required.includes(name),
			...(description === undefined ? {} : { description }),
			schema: rest
		};
	});
}

function requestBodyOf(operation: Operation, components: Record<string, Json>): JsonObject {
	const schema = schemaOf(operation.body, 'input', components);
	if (!operation.files) return { required: true, content: { 'application/json': { schema } } };
	const { properties, required } = objectOf(schema);
	const files = Object.keys(operation.files.purposes).map((name): [string, Json] => [
		name,
		{ type: 'string', contentMediaType: 'application/octet-stream' }
	]);
	return {
		required: true,
		content: {
			'multipart/form-data': {
				schema: {
					type: 'object',
					properties: { ...Object.fromEntries(files), ...properties },
					required: [...required, ...operation.files.required]
				}
			}
		}
	};
}

function answersOf(operation: Operation, components: Record<string, Json>): JsonObject {
	const json = (schema: z.ZodType) => ({ 'application/json': { schema: schemaOf(schema, 'output', components) } });
	const bytes = { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } };
	const others = Object.entries(operation.alsoAnswers ?? {}).map(([status, schema]): [string, Json] => [
		status,
		{ description: 'Nothing was written', content: json(schema) }
	]);
	return {
		...Object.fromEntries(others),
		[operation.status]: {
			description: operation.response ? 'Done' : 'The file',
			content: operation.response ? json(operation.response) : bytes
		}
	};
}

function refusalsOf(operation: Operation): JsonObject {
	const writes = operation.method !== 'GET';
	const hasParams = objectOf(schemaOf(operation.params, 'input', {})).required.length > 0;
	const statuses = [
		...(operation.open ? [] : [401, 429]),
		...(writes ? [403, 409] : []),
		...(hasParams || operation.problems.length > 0 ? [404] : []),
		...(writes ? [413] : []),
		...(operation.open ? [] : [422]),
		500
	];
	const codes = operation.problems.map((code) => `\`${code}\``).join(', ');
	return Object.fromEntries(
		statuses.map((status) => [
			String(status),
			{
				description: [titles[status] ?? '', ...([403, 404, 409].includes(status) && codes ? [`Codes of this call: ${codes}`] : [])].join(
					'. '
				),
				content: { [problemMedia]: { schema: { $ref: '#/components/schemas/Problem' } } },
				...(status === 429
					? { headers: { 'Retry-After': { description: 'Seconds.', required: true, schema: { type: 'integer', minimum: 1 } } } }
					: {})
			}
		])
	);
}

/** As JSON Schema; what has an id goes into the components and is referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, Json>): JsonObject {
	const made = z.toJSONSchema(schema, {
		io,
		unrepresentable: 'any',
		override: ({ jsonSchema }) => {
			// The format says it; the pattern of a day in every leap year does not help anybody.
			if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
			if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
			if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
		}
	});
	const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
	const { $schema: _dialect, $defs, ...own } = asObject(z.json().parse(JSON.parse(text)));
	for (const [name, definition] of Object.entries(asObject($defs ?? {}))) {
		const { id: _id, ...named } = asObject(definition);
		components[name] = named;
	}
	if (typeof own.id !== 'string') return own;
	const { id, ...named } = own;
	components[id] = named;
	return { $ref: `#/components/schemas/${id}` };
}

function objectOf(schema: JsonObject): { properties: JsonObject; required: string[] } {
	const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
	return { properties: asObject(schema.properties ?? {}), required };
}

function asObject(value: Json): JsonObject {
	if (typeof value !== 'object' || value === null || isList(value)) throw new Error('a schema of the API is no object');
	return value;
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}
