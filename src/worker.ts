// Works on jobs beside a web process that was started with EISO_WORKER=apart.
import { openDatabase } from './boot/database.ts';
import { runProcess } from './boot/lifetime.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import { startRuntime, stopRuntime } from '#lib/server/runtime.ts';

runProcess(async ({ open }) => {
	const settings = loadSettings(process.env);
	const database = await open(
		() => openDatabase(settings),
		(opened) => opened.close()
	);
	const runtime = await open(() => startRuntime(settings, database.url, { work: true }), stopRuntime);
	runtime.log.info('working on jobs');
});
