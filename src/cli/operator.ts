import os from 'node:os';
import path from 'node:path';
import type { SystemActor } from '#lib/domain/permissions/actor.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import type { Tools } from './command.ts';

/** Whoever may run programs on this machine, under the name of their account there. */
export function operator(): SystemActor {
	return { kind: 'system', name: `operator ${os.userInfo().username}` };
}

/** Runs `use` as the operator, with a database connection of its own. */
export async function asOperator<T>({ settings, database }: Tools, use: (ctx: Ctx) => Promise<T>): Promise<T> {
	const client = createPrisma(database.url, { max: 2 });
	try {
		return await use(createContext({ actor: operator(), client, clock: systemClock(settings.clockOffsetMs), locale: 'en' }));
	} finally {
		await client.$disconnect();
	}
}

/** A file that the operator named, seen from where they typed: npm runs us in the project's folder. */
export function fromCaller(file: string): string {
	return path.resolve(process.env.INIT_CWD ?? '.', file);
}
