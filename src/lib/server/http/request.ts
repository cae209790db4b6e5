import type { Ctx, Locale } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import type { CurrentSession } from '#lib/server/identity/sessions.ts';

/** What hooks put beside each request. */
export type RequestLocals = {
	requestId: string;
	locale: Locale;
	ctx: Ctx;
	runtime: Runtime;
	session: CurrentSession | null;
	/** The unit a person with several works in now; null without membership. */
	activeUnitId: string | null;
	/** Set when the request was refused for being one of too many. */
	retryAfterSeconds?: number;
};
