import { loadSettings } from '#lib/server/platform/settings.ts';
import { startRuntime, stopRuntime, type Runtime } from '#lib/server/runtime.ts';

/** Vite loads the hooks anew after an edit: what is open stays on the process, and the older one is closed. */
type Holder = { eisoRuntime?: Promise<Runtime>; eisoOpen?: Runtime; eisoStopping?: boolean };
const holder = globalThis as typeof globalThis & Holder;

/**
 * Opens what this process needs, once. The start script has set DATABASE_URL (its own embedded database, or the operator's) and
 * migrated it.
 */
export async function openRuntime(): Promise<Runtime> {
	const before = holder.eisoRuntime;
	const opening = (async () => {
		if (before) await before.then(stopRuntime, () => undefined);
		const settings = loadSettings(process.env);
		if (!settings.databaseUrl) throw new Error('DATABASE_URL is not set: start eISO with npm start');
		return startRuntime(settings, settings.databaseUrl, { work: process.env.EISO_WORKER !== 'apart' });
	})();
	holder.eisoRuntime = opening;
	const opened = await opening;
	holder.eisoOpen = opened;
	process.once('sveltekit:shutdown', closeRuntime);
	return opened;
}

async function closeRuntime(): Promise<void> {
	if (holder.eisoStopping) return;
	holder.eisoStopping = true;
	const runtime = await holder.eisoRuntime;
	if (runtime) await stopRuntime(runtime);
}

export function currentRuntime(): Runtime | null {
	return holder.eisoOpen ?? null;
}

/** @throws Error before the hooks have opened it */
export function requireRuntime(): Runtime {
	const open = currentRuntime();
	if (!open) throw new Error('the runtime is not open');
	return open;
}
