import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { FormState } from '#lib/components/ui/form-state.ts';
import { DomainError, Invalid, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx, Locale } from '#lib/server/platform/context.ts';
import { formObject, typedValues } from './form-data.ts';
import { fieldErrors, fieldWords, overtakenWords, problemWords } from './words.ts';
import { noteWait } from './retry-after.ts';
import { readForm } from './read-form.ts';
import { signInPath } from './answer.ts';
import { currentRuntime } from './process.ts';

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
		try {
			return await runForm(event, schema, formObject(await readForm(event.request)), act, options);
		} catch (cause) {
			return refused(event, cause, {}, options);
		}
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

/** Refusals of a password, code or link. */
const proofRefusals: ReadonlySet<string> = new Set(['sign_in_refused', 'password_wrong', 'signature_refused', 'too_many']);

/** The answer of a form to a refusal. @throws what is no refusal */
export function refused(
	event: RequestEvent,
	cause: unknown,
	values: Record<string, string | string[]>,
	options: ActionOptions = {}
): ActionFailure<FormState> {
	const { ctx } = event.locals;
	if (!(cause instanceof DomainError)) throw cause;
	noteWait(event.locals, cause);
	if (proofRefusals.has(cause.code)) {
		// For whoever watches the log for guessing. What was typed is not in it: people type passwords into the field of the name.
		currentRuntime()?.log.warn(
			{ code: cause.code, address: ctx.address, route: event.route.id, requestId: ctx.requestId },
			'proof of identity refused'
		);
	}
	if (cause instanceof Unauthenticated || isShutOut(event)) return signedOut(event, values, options);
	if (cause instanceof Invalid) {
		const errors = fieldErrors(cause, ctx.locale);
		return fail(422, { form: options.form, errors, values });
	}
	const overtaken = overtakenWords(cause, ctx.locale);
	if (overtaken) return fail(cause.status, { form: options.form, message: overtaken, values, stale: cause.code === 'stale' });
	const message = problemWords(cause, ctx.locale);
	const field = typeof cause.params.field === 'string' ? cause.params.field : null;
	if (field) return fail(cause.status, { form: options.form, errors: { [field]: message }, values });
	return fail(cause.status, { form: options.form, message, values });
}

/** Nobody acts on a page that needs an account: whatever the refusal says, what is missing is a session. */
function isShutOut(event: RequestEvent): boolean {
	return event.locals.ctx.actor.kind === 'public' && event.route.id?.startsWith('/(app)') === true;
}

/**
 * A form that was sent with a locked session, or one that has ended. With scripts the page stays, so that nothing typed is lost, and
 * asks for the password over it; without them the person goes to sign in or unlock and comes back.
 */
function signedOut(event: RequestEvent, values: Record<string, string | string[]>, options: ActionOptions): ActionFailure<FormState> {
	if (event.request.headers.get('x-sveltekit-action') !== 'true') redirect(303, signInPath(event.url));
	const locked = event.locals.session !== null;
	const message = problemWords(new Unauthenticated(locked ? 'locked' : 'session_over'), event.locals.ctx.locale);
	return fail(401, { form: options.form, message, values, signedOut: locked ? 'locked' : 'ended' });
}

function zodErrors(error: z.ZodError, locale: Locale): Record<string, string> {
	const errors: Record<string, string> = {};
	for (const issue of error.issues) {
		const field = issue.path.map(String).join('.');
		errors[field] ??= fieldWords(issue.message, locale);
	}
	return errors;
}
