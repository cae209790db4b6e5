import type { Ctx } from '#lib/server/platform/context.ts';

/** The handle with a count of what is asked through it: each raw query, and each model that is named. */
export function countingDb(db: Ctx['db'], asked: () => void): Ctx['db'] {
	return new Proxy(db, {
		get(target, name) {
			if (typeof name === 'string' && (name === '$queryRaw' || /^[a-z]/.test(name))) asked();
			const value: unknown = Reflect.get(target, name);
			return value;
		}
	});
}
