// The server: database, first run, then the app inside our own HTTP server. `--dev` puts Vite in the place of the build.
import { createAppServer, closeServer, listen, loadBuild, loadDevelopment, type App } from './boot/app.ts';
import { banner } from './boot/banner.ts';
import { openDatabase } from './boot/database.ts';
import { prepareInstallation } from './boot/first-run.ts';
import { runProcess } from './boot/lifetime.ts';
import { loadSettings, type Settings } from '#lib/server/platform/settings.ts';

const isDevelopment = process.argv.includes('--dev');

runProcess(async ({ open, signal }) => {
	const settings = loadSettings(process.env);
	await checkPort(settings);
	const database = await open(
		() => openDatabase(settings),
		(opened) => opened.close()
	);
	const installation = await prepareInstallation(settings, database, signal);
	signal.throwIfAborted();

	// For the app, which reads the settings by itself.
	process.env.DATABASE_URL = database.url;
	let app: App | null = null;
	const server = createAppServer(settings, () => app ?? notReady);
	app = await open(
		() => (isDevelopment ? loadDevelopment(server) : loadBuild(settings)),
		(opened) => opened.close()
	);
	// Anybody may sign in with a demo account, so only this machine is served unless the operator says otherwise.
	const host = settings.host ?? (installation.isDemo ? '127.0.0.1' : null);
	const port = await open(
		() => listen(server, settings.port, host),
		() => closeServer(server)
	);
	process.stdout.write(banner(settings.origin ?? `http://localhost:${port}`, installation));
	if (host !== '127.0.0.1' && !settings.origin) {
		process.stderr.write('ORIGIN is not set: only this machine is served, under the name localhost.\n');
	}
});

const notReady: App = {
	handle: (_request, response) => response.writeHead(503, { 'retry-after': '5' }).end(),
	close: () => Promise.resolve()
};

/** Before anything else is started: a second start by mistake must change nothing. */
async function checkPort({ port, host }: Settings): Promise<void> {
	if (port === 0) return;
	const probe = createAppServer(loadSettings({}), () => notReady);
	await listen(probe, port, host ?? '127.0.0.1');
	await closeServer(probe);
}
