// npm run bench: measures design.md §10 on a generated province and prints what was met. See docs/benchmark.md.
import os from 'node:os';
import { openBenchDatabase, startServer } from './database.ts';
import { sizeOf } from './data/size.ts';
import { measureAdoption } from './measure/adoption.ts';
import { measureBytes } from './measure/bytes.ts';
import { measureCompare } from './measure/compare.ts';
import { measureCycle } from './measure/cycle.ts';
import { measureGrowth } from './measure/growth.ts';
import { measureIssue } from './measure/issue.ts';
import { measureList } from './measure/list.ts';
import { measureMemory } from './measure/memory.ts';
import { measureMixed } from './measure/mixed.ts';
import { measureOpen } from './measure/open.ts';
import { measureReading } from './measure/reading.ts';
import { measureRollOut } from './measure/roll-out.ts';
import { measureReports } from './measure/reports.ts';
import { measureSearch } from './measure/search.ts';
import { measurePack } from './measure/pack.ts';
import { measurePaper } from './measure/paper.ts';
import { measureSign } from './measure/sign.ts';
import { measureStamp } from './measure/stamp.ts';
import { readOptions } from './options.ts';
import { isFailed, keepResults, tableOf, type Result } from './report.ts';
import { openWorld } from './world.ts';

const options = readOptions(process.env);
const say = (words: string) => process.stderr.write(`${words}\n`);
process.exitCode = await run();

async function run(): Promise<number> {
	const postgres = await startServer(options.dir);
	await using closing = new AsyncDisposableStack();
	closing.defer(() => postgres.stop());
	const databases = [];
	for (const scale of [options.scale / 10, options.scale]) databases.push(await openBenchDatabase(postgres, options.dir, scale, say));
	const [small, full] = databases;
	if (!small || !full) throw new Error('no database');
	const world = await openWorld(full, options.dir);
	closing.defer(() => world.close());

	const results: Result[] = [];
	const measure = async (name: string, act: () => Promise<Result[]>) => {
		if (options.only.length > 0 && !options.only.includes(name)) return;
		say(`Measuring: ${name}`);
		results.push(...(await act()));
	};
	await measure('list', () => measureList(world));
	await measure('search', () => measureSearch(world));
	await measure('open', () => measureOpen(world));
	await measure('stamp', () => measureStamp(world));
	await measure('paper', () => measurePaper());
	await measure('compare', () => measureCompare());
	await measure('sign', () => measureSign(world));
	await measure('issue', () => measureIssue(world));
	await measure('reading', () => measureReading(world));
	await measure('adoption of models', () => measureAdoption(world));
	await measure('audit cycle', () => measureCycle(world));
	await measure('roll-out board', () => measureRollOut(world));
	await measure('province reports', () => measureReports(world));
	await measure('evidence pack', () => measurePack());
	await measure('bytes', () => measureBytes(world, say));
	await measure('memory', () => measureMemory(world, options.loadSeconds));
	await measure('mixed', () => measureMixed(world, options.loadSeconds));
	await measure('growth', async () => {
		const tenth = await openWorld(small, options.dir);
		try {
			return await measureGrowth(tenth, world);
		} finally {
			await tenth.close();
		}
	});

	const size = sizeOf(options.scale);
	const machine = {
		cores: os.availableParallelism(),
		cpu: os.cpus()[0]?.model ?? '',
		memoryGB: Math.round(os.totalmem() / 1e9),
		load: os.loadavg()[0]
	};
	const file = await keepResults(results, { at: new Date().toISOString(), node: process.version, machine, size });
	process.stdout.write(
		`${tableOf(results)}\n\n${size.units} units, ${size.documents} documents, ${size.versions} versions. Kept in ${file}\n`
	);
	return isFailed(results, options.strict) ? 1 : 0;
}
