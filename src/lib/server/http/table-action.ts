import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { FormState } from '#lib/components/ui/form-state.ts';
import { keepTable, type KeptTable } from '#lib/server/files/kept-table.ts';
import { receiveMultipart } from '#lib/server/files/receive.ts';
import { fileLimits, FileRefusal } from '#lib/server/files/rules.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { refused, runForm, type ActionOptions } from './action.ts';
import { formObject } from './form-data.ts';

export type TableActionOptions = ActionOptions & {
	/** The file field. */
	field: string;
	/** Refuses before a byte is read: who may not do the act must not cost an upload. */
	before?: (ctx: Ctx, event: RequestEvent) => void;
};

/**
 * A form action that takes the table of an import (TSV, CSV, XLSX): streams it to a file, reads it in the limited process, keeps it
 * for the steps that follow and calls `act`. What is wrong with the file comes back beside its field.
 */
export function tableAction<Schema extends z.ZodType, Result>(
	schema: Schema,
	act: (ctx: Ctx, input: z.output<Schema>, kept: KeptTable, event: RequestEvent) => Promise<Result>,
	{ field, before, ...options }: TableActionOptions
): (event: RequestEvent) => Promise<Result | ActionFailure<FormState>> {
	return async (event) => {
		const { ctx, runtime } = event.locals;
		let values: Record<string, string | string[]> = {};
		try {
			if (ctx.actor.kind !== 'user') throw new Unauthenticated();
			before?.(ctx, event);
			const { tempDir } = runtime.tools;
			const received = await receiveMultipart(event.request, { tempDir, maxBytes: fileLimits.table.bytes, fileFields: [field] });
			try {
				values = formObject(received.fields);
				const [file] = received.files;
				if (!file) throw new FileRefusal('upload_missing_file', { field });
				const kept = await keepTable(ctx, runtime.tools, file);
				return await runForm(event, schema, values, (ctx, input, event) => act(ctx, input, kept, event), options);
			} finally {
				await received.discard();
			}
		} catch (cause) {
			return refused(event, withField(cause, field), values, options);
		}
	};
}

function withField(cause: unknown, field: string): unknown {
	if (!(cause instanceof FileRefusal)) return cause;
	return new FileRefusal(cause.code, { ...(cause.params as Record<string, string>), field });
}
