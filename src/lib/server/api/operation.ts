import { z } from 'zod';
import type { StoredUpload } from '#lib/server/files/store-upload.ts';
import type { FilePurpose } from '#lib/server/files/rules.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';

/** The files that a multipart operation takes, by field. */
export type OperationFiles = { readonly purposes: Readonly<Record<string, FilePurpose>>; readonly required: readonly string[] };

export type OperationInput<Params, Query, Body> = {
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly files: readonly StoredUpload[];
	readonly request: Request;
	readonly runtime: Pick<Runtime, 'tools' | 'settings' | 'databaseUrl' | 'client' | 'clock' | 'log'>;
};

/** What an operation answers with when it is not plain data of status `status`: another status, or a file. */
export type OperationAnswer = { readonly status: number; readonly data: unknown } | Response;

/**
 * One call of the API (design.md §9): its place, what goes in and out as zod schemas, and the command or query that does it. The
 * OpenAPI document is generated from these, requests are checked with them, and `serve` in http/api.ts turns one into a handler.
 */
export type Operation<Params extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> = {
	readonly id: string;
	readonly method: 'GET' | 'POST' | 'PUT';
	/** With the parameters in braces: `/documents/{id}`. */
	readonly path: string;
	readonly tag: string;
	readonly summary: string;
	readonly description?: string;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly files?: OperationFiles;
	/** Null: the answer is a file. */
	readonly response: z.ZodType | null;
	readonly status: 200 | 201;
	/** Stable codes of refusals that belong to this call. */
	readonly problems: readonly string[];
	/** Nobody needs to be signed in. */
	readonly open?: boolean;
	/** Answers of another status (dry runs): `{ 200: schema }`. */
	readonly alsoAnswers?: Readonly<Record<number, z.ZodType>>;
	/** Refuses before the body is read: who may not do the act must not cost an upload. */
	readonly before?: (ctx: Ctx, params: z.output<Params>) => Promise<void>;
	readonly run: (ctx: Ctx, input: OperationInput<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<unknown>;
};

export const nothing = z.object({});

type Definition<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Omit<
	Operation<Params, Query, Body>,
	'params' | 'query' | 'body' | 'status' | 'problems'
> & { params?: Params; query?: Query; body?: Body; status?: 200 | 201; problems?: readonly string[] };

/** Fills in what most operations leave out, and keeps the types of the schemas together with `run`. */
export function operation<
	Params extends z.ZodType = typeof nothing,
	Query extends z.ZodType = typeof nothing,
	Body extends z.ZodType = typeof nothing
>(definition: Definition<Params, Query, Body>): Operation {
	const filled = { params: nothing, query: nothing, body: nothing, status: 200 as const, problems: [], ...definition };
	// `serve` parses with the very schemas that `run` was written for; the list of all operations needs one type for all of them.
	return filled as unknown as Operation;
}

/** Answers with another status than the operation's own. */
export function answerWith(status: number, data: unknown): OperationAnswer {
	return { status, data };
}

/** `page` from 1, `pageSize` 1 to 200. */
export const pageQuery = z.object({
	page: z.coerce.number().int().min(1).max(100_000).default(1),
	pageSize: z.coerce.number().int().min(1).max(200).default(50)
});

export function pageOf<Item extends z.ZodType>(item: Item) {
	return z.object({ items: z.array(item), total: z.int(), page: z.int(), pageSize: z.int() });
}

export const idParams = z.object({ id: z.uuid() });
