import { randomBytes } from 'node:crypto';
import { bringUpToDate } from '../boot/database.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { readTableFile } from '#lib/server/files/table.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { startRuntime, stopRuntime } from '#lib/server/runtime.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { readSettled, replayUnitEvents } from '../../prisma/seed/unit-events.ts';
import type { Command, Tools } from './command.ts';
import { operator } from './operator.ts';
import { dropReplayDatabase, makeReplayDatabase } from './replay-database.ts';

/** The list of units holds since this day. */
const structureFrom = '2016-01-01';
/** The last day of the old map, and the day of each change after it. */
const days = ['2019-12-31', '2020-01-01', '2025-01-01', '2025-07-01'];

export const demoReplay: Command = {
	name: 'demo replay',
	summary: 'Replay what happened to the communes of the sample province from 2020 to 2025 into a database of its own',
	details: [
		'Makes a database beside the one in use, which is left alone: imports the units of 2016 and applies the 349 rows of',
		'prisma/seed/data/unit-events.tsv as dated events. Says what was applied. Rows that name no unit of the day, or no successor, are',
		'not applied, nor is what they hold up; with --settled they mean what unit-events-settled.tsv says, and 69 communes are left.'
	].join('\n'),
	options: {
		database: { type: 'string', value: 'NAME', description: 'the name of the database; eiso_replay if not given' },
		settled: { type: 'boolean', description: 'apply also the rows about which a person has settled what they mean' },
		again: { type: 'boolean', description: 'make it anew when an earlier replay has made it' },
		drop: { type: 'boolean', description: 'take it away at the end' }
	},
	async run(tools) {
		const name = tools.values.optional('database') ?? 'eiso_replay';
		const url = await makeReplayDatabase(tools.database.url, name, tools.values.flag('again'));
		// Units that end close their trails with a signed checkpoint. The key of the real installation signs no history that is played.
		process.env.SECRET_KEY = randomBytes(32).toString('base64');
		await bringUpToDate(url, tools.settings);
		const runtime = await startRuntime(tools.settings, url, { work: false });
		try {
			await runtime.client.installation.update({ where: { id: 1 }, data: { demo: true } });
			await replay(tools, createContext({ actor: operator(), client: runtime.client, clock: runtime.clock, locale: 'en' }));
		} finally {
			await stopRuntime(runtime);
		}
		if (tools.values.flag('drop')) await dropReplayDatabase(tools.database.url, name);
		else tools.note(`It is in the database ${name}, on the server of the one in use.`);
		return 0;
	}
};

async function replay({ print, note, signal, values }: Tools, ctx: Ctx): Promise<void> {
	const rowsOf = async (fileName: string) => (await readTableFile({ path: `prisma/seed/data/${fileName}`, fileName })).rows;
	const { counts } = await importUnits(ctx, { rows: await rowsOf('units.tsv'), validFrom: structureFrom, dryRun: false });
	note(`${counts.create} units as of ${structureFrom}`);
	let last = 0;
	const settled = values.flag('settled') ? readSettled(await rowsOf('unit-events-settled.tsv')) : [];
	const onProgress = (done: number, total: number) => {
		signal.throwIfAborted();
		if (performance.now() - last < 1000 && done < total) return;
		last = performance.now();
		note(`${done} of ${total} rows`);
	};
	const { rows, events, applied, notApplied } = await replayUnitEvents(ctx, await rowsOf('unit-events.tsv'), onProgress, { settled });
	for (const { day, kind, events, rows } of applied) print(`${day}\t${kind}\t${events} events\t${rows} rows`);
	for (const day of days) print(`${day}\t${(await readUnits(ctx, day)).length} units`);
	for (const { line, unitCode, reason } of settled) print(`row ${line}\tsettled: ${unitCode}\t${reason}`);
	for (const { line, name, why } of notApplied) print(`row ${line}\tnot applied: ${name}\t${why}`);
	const { broken, chains } = await verifyAll(ctx);
	print(`${rows} rows applied as ${events} events; ${notApplied.length} rows not applied; ${chains} trails, ${broken.length} broken`);
}
