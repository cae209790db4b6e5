import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { FormState } from '#lib/components/ui/form-state.ts';
import { DomainError, Invalid, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx, Locale } from '#lib/server/platform/context.ts';
import { formObject, typedValues } from './form-data.ts';
import { fieldErrors, fieldWords, problemWords } from './words.ts';
import { signInPath } from './answer.ts';

export type ActionOptions = {
	/** Tells the forms of one page apart (`FormState.form`); `Form name="…"`. */
	form?: string;
};

type Outcome<Result> = Result | ActionFailure<FormState>;

/**
 * A form action: reads the form, checks it with the schema, calls one command. A wrong field comes back beside the field with all
 * that was typed, a refusal as the message of the form; nothing is a 500 that the rules expect. `Redirect` passes through.
 */
export function action<Schema extends z.ZodType, Result>(
	schema: Schema,
	act: (ctx: Ctx, input: z.output<Schema>, event: RequestEvent) => Promise<Result>,
	options: ActionOptions = {}
): (event: RequestEvent) => Promise<Outcome<Result>> {
	return async (event) => {
		const form = await event.request.formData();
		return runForm(event, schema, formObject(form), act, options);
	};
}

/** The same for values that were read otherwise (uploads). */
export async function runForm<Schema extends z.ZodType, Result>(
	event: RequestEvent,
	schema: Schema,
	raw: Record<string, string | string[]>,
	act: (ctx: Ctx, input: z.output<Schema>, event: RequestEvent) => Promise<Result>,
	options: ActionOptions = {}
): Promise<Outcome<Result>> {
	const { ctx } = event.locals;
	const parsed = schema.safeParse(raw);
	const values = typedValues(raw);
	if (!parsed.success) return fail(422, { form: options.form, errors: zodErrors(parsed.error, ctx.locale), values });
	try {
		return await act(ctx, parsed.data, event);
	} catch (cause) {
		return refused(event, cause, values, options);
	}
}

/** The answer of a form to a refusal. @throws what is no refusal */
export function refused(
	event: RequestEvent,
	cause: unknown,
	values: Record<string, string | string[]>,
	options: ActionOptions = {}
): ActionFailure<FormState> {
	const { ctx } = event.locals;
	if (cause instanceof Unauthenticated) redirect(303, signInPath(event.url));
	if (cause instanceof Invalid) {
		const errors = fieldErrors(cause, ctx.locale);
		return fail(422, { form: options.form, errors, values });
	}
	if (cause instanceof DomainError) {
		const message = problemWords(cause, ctx.locale);
		const field = typeof cause.params.field === 'string' ? cause.params.field : null;
		if (field) return fail(cause.status, { form: options.form, errors: { [field]: message }, values });
		return fail(cause.status, { form: options.form, message, values });
	}
	throw cause;
}

function zodErrors(error: z.ZodError, locale: Locale): Record<string, string> {
	const errors: Record<string, string> = {};
	for (const issue of error.issues) {
		const field = issue.path.map(String).join('.');
		errors[field] ??= fieldWords(issue.message, locale);
	}
	return errors;
}
