import path from 'node:path';
import { dayOf } from '#lib/domain/shared/day.ts';
import { writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { followReading } from '#lib/server/documents/readings/follow.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { readTableFile } from '#lib/server/files/table.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { systemContext, type Runtime } from '#lib/server/runtime.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { buildScenario } from '../content/scenario.ts';
import { loadReference } from '../reference.ts';
import { correctFaults } from './actions.ts';
import { runInternalAudits } from './audits.ts';
import { announce } from './announcements.ts';
import { draftNextYear, planAudits } from './audit-programme.ts';
import { requestChanges } from './change-requests.ts';
import { keepUpToDate, listExternals } from './external.ts';
import { handOverDuties } from './hand-overs.ts';
import { delegateReviews } from './delegations.ts';
import { runCycles } from './cycles.ts';
import { makeSearchable } from './search.ts';
import { publishModels } from './models.ts';
import { loadMemberships, loadUsers, required } from './people.ts';
import { writeProcedures } from './written.ts';
import { attachSignedDecision } from './outside-signature.ts';
import { reportPeriods } from './periodic-reports.ts';
import { playScenario } from './play.ts';
import { reviewSystem } from './management-reviews.ts';
import { issueNumberedPrints } from './prints.ts';
import { waiveAndBrief } from './reading.ts';
import { fileRecords } from './records.ts';
import { keepRegisters } from './registers.ts';
import { reorganise } from './reorganise.ts';
import { rollOut } from './roll-out.ts';
import { keepSystems } from './system.ts';

/** How far the load is: what is being made, and how much of it. */
export type DemoProgress = { readonly stage: 'units' | 'people' | 'documents' | 'search'; readonly done: number; readonly total: number };

/** The structure of 2016-2019 holds since this day (design.md §2). */
const structureFrom = '2016-01-01';
const coordinatorKey = 'SO-KHCN/reader.SHTT.1';
/** Notices of acts that are older than this have been seen. */
const seenAfterDays = 12;

/**
 * Loads the demo into an empty, migrated database with the demo mark: units, people, and about 400 documents whose histories are
 * played through the commands of the system at the times at which they would have happened.
 */
export async function loadDemo(runtime: Runtime, report: (progress: DemoProgress) => void): Promise<void> {
	const { client } = runtime;
	await client.installation.update({ where: { id: 1 }, data: { demo: true } });
	await loadReference(systemContext(runtime));

	report({ stage: 'people', done: 0, total: 1 });
	const people = await loadUsers(client);
	const units = await loadUnits(runtime, people, report);
	const ids = await loadMemberships(client, people, units);
	report({ stage: 'people', done: 1, total: 1 });

	const now = runtime.clock.now();
	const coordinator = required(people, coordinatorKey, 'person');
	const sample = required(ids.units, 'SO-NV', 'unit');
	const externals = await listExternals(runtime, coordinator, sample);
	await playScenario(runtime, buildScenario(dayOf(now)), ids, externals, (done, total) => report({ stage: 'documents', done, total }));
	await writeProcedures(runtime, required(ids.units, 'SO-NV', 'unit'));
	await attachSignedDecision(runtime, sample);
	await publishModels(runtime, ids, coordinator);
	await waiveAndBrief(runtime, required(ids.units, 'SO-NV', 'unit'));
	await requestChanges(runtime, ids);
	await issueNumberedPrints(runtime, ids);
	await keepSystems(runtime, ids, coordinator);
	await fileRecords(runtime, required(ids.units, 'SO-NV', 'unit'));
	await planAudits(runtime, sample);
	await runInternalAudits(runtime, sample);
	await draftNextYear(runtime, sample);
	await correctFaults(runtime, ids);
	await keepRegisters(runtime, ids);
	await runCycles(runtime, ids, coordinator);
	await announce(runtime, ids, coordinator);
	await reportPeriods(runtime, ids, coordinator);
	await rollOut(runtime, ids, coordinator);
	await reorganise(runtime, ids, coordinator);
	await reviewSystem(runtime, required(ids.units, 'SO-NV', 'unit'));
	await handOverDuties(runtime, ids);
	await delegateReviews(runtime, ids);
	await keepUpToDate(runtime, coordinator, sample, externals);
	await followReading(systemContext(runtime));
	await client.notice.updateMany({
		where: { createdAt: { lt: new Date(now.getTime() - seenAfterDays * 86_400_000) }, seenAt: null },
		data: { seenAt: now, digestedAt: now }
	});
	await makeSearchable(runtime, (done, total) => report({ stage: 'search', done, total }));
	// Nobody waits for the mails of the past years; a copy is stamped when somebody opens it; what is searched is done above.
	for (const name of [
		'mail.notice',
		'documents.make-reading-copies',
		'documents.extract-text',
		'documents.index',
		'models.issued',
		'reading.person',
		'documents.ask-amendments'
	])
		await runtime.boss.deleteQueuedJobs(name);
	// As every night would have: papers printed from the first minute on can be compared with a signed head of each chain.
	await writeCheckpoints(systemContext(runtime));
	await client.installation.update({ where: { id: 1 }, data: { demoLoadedAt: now } });
	await stopTypst();
}

/** The list of the province, imported as the coordinator would import it. Gives unit code → id. */
async function loadUnits(
	runtime: Runtime,
	people: ReadonlyMap<string, string>,
	report: (progress: DemoProgress) => void
): Promise<Map<string, string>> {
	const coordinator = required(people, coordinatorKey, 'person');
	const clock = fixedClock(new Date('2023-01-03T09:00:00+07:00'));
	const actor = await loadActor(runtime.client, coordinator, dayOf(clock.now()));
	if (!actor) throw new Error('The demo has no coordinator');
	const ctx: Ctx = createContext({ actor, client: runtime.client, clock });
	const file = 'units.tsv';
	const { rows } = await readTableFile({ path: path.join('prisma/seed/data', file), fileName: file });
	const result = await importUnits(ctx, {
		rows,
		validFrom: structureFrom,
		dryRun: false,
		fileName: file,
		onProgress: (done, total) => report({ stage: 'units', done, total })
	});
	if (!result.committed) throw new Error(`The units of the demo were refused: ${JSON.stringify(result.errors.slice(0, 3))}`);
	const versions = await runtime.client.unitVersion.findMany({ select: { code: true, unitId: true } });
	return new Map(versions.map((version) => [version.code, version.unitId]));
}
