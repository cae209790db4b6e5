import type { RequestEvent } from '@sveltejs/kit';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import type { CurrentSession } from '#lib/server/identity/sessions.ts';

/** What hooks put beside each request. */
export type RequestLocals = {
	ctx: Ctx;
	runtime: Runtime;
	session: CurrentSession | null;
	/** The unit a person with several works in now; null without membership. */
	activeUnitId: string | null;
};

export type Event = RequestEvent;
