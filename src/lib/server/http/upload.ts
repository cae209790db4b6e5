import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { FormState } from '#lib/components/ui/form-state.ts';
import type { FilePurpose } from '#lib/server/files/rules.ts';
import { storeUpload, type StoredUpload } from '#lib/server/files/store-upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { refused, runForm, type ActionOptions } from './action.ts';
import { formObject, typedValues } from './form-data.ts';

export type UploadActionOptions = ActionOptions & {
	/** File fields of the form and what each is for. */
	purposes: Readonly<Record<string, FilePurpose>>;
	required?: readonly string[];
	/** More than one file to a field; default: one each. */
	maxFiles?: number;
	/** Refuses before a byte is read: who may not do the act must not cost an upload. */
	before?: (ctx: Ctx, event: RequestEvent) => Promise<void>;
};

/**
 * A form action that carries files: streams them through the checks into the store, then parses the text fields and calls one
 * command with both. A refused file comes back beside its field.
 */
export function uploadAction<Schema extends z.ZodType, Result>(
	schema: Schema,
	act: (ctx: Ctx, input: z.output<Schema>, files: readonly StoredUpload[], event: RequestEvent) => Promise<Result>,
	{ purposes, required, maxFiles, before, ...options }: UploadActionOptions
): (event: RequestEvent) => Promise<Result | ActionFailure<FormState>> {
	return async (event) => {
		const { ctx, runtime } = event.locals;
		const typed = new URLSearchParams();
		try {
			if (ctx.actor.kind !== 'user') throw new Unauthenticated();
			await before?.(ctx, event);
			const { fields, files } = await storeUpload(event.request, runtime.tools, { purposes, required, maxFiles, typed });
			return await runForm(event, schema, formObject(fields), (ctx, input, event) => act(ctx, input, files, event), options);
		} catch (cause) {
			return refused(event, cause, typedValues(formObject(typed)), options);
		}
	};
}

export function fileOf(files: readonly StoredUpload[], field: string): StoredUpload | null {
	return files.find((file) => file.field === field) ?? null;
}
