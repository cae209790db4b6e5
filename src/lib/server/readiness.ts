import type { Runtime } from '#lib/server/runtime.ts';

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Whether requests can be served: the database and the file store both answer. */
export async function isReady({ client, tools, log }: Pick<Runtime, 'client' | 'tools' | 'log'>): Promise<boolean> {
	try {
		await Promise.all([client.$queryRaw`select 1`, tools.store.stat(emptyHash)]);
		return true;
	} catch (error) {
		log.warn({ err: error }, 'not ready');
		return false;
	}
}
