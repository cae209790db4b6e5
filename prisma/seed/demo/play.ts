import { PDFDocument } from '@cantoo/pdf-lib';
import type { UserActor } from '#lib/domain/permissions/actor.ts';
import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { acceptRequest } from '#lib/server/documents/change-requests/direct.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { considerRequest } from '#lib/server/documents/change-requests/triage.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { grantException } from '#lib/server/documents/exceptions.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { previewBatch } from '#lib/server/documents/preview.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion, submitVersion } from '#lib/server/documents/review.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { instantOf } from '../content/calendar.ts';
import { citedBy } from '../content/external.ts';
import { demoPassword } from '../content/people.ts';
import type { DemoExternals } from './external.ts';
import { timeline } from '../content/scenario.ts';
import type {
	Scenario,
	ScenarioAct,
	ScenarioBatch,
	ScenarioDocument,
	ScenarioException,
	ScenarioRequest,
	ScenarioVersion,
	TimelineEvent
} from '../content/scenario-types.ts';
import { unitProfile } from '../content/units.ts';
import { formFile } from './form-file.ts';
import { contentOfVersion, paperOf } from './paper.ts';
import { required, type DemoIds } from './people.ts';
import { readAfterMs, readBatch } from './reading.ts';
import { storeBytes } from './store.ts';

/** Units are played side by side: they share no document, and the hashing of passwords leaves a core free. */
const unitsAtOnce = 3;

/** Plays every act of the scenario through the commands, in the order and at the time in which it would have happened. */
export async function playScenario(
	runtime: Runtime,
	scenario: Scenario,
	ids: DemoIds,
	externals: DemoExternals,
	report: (done: number, total: number) => void
): Promise<void> {
	const events = timeline(scenario);
	const byUnit = Map.groupBy(events, unitOf);
	const batches = new Map(scenario.batches.map((batch) => [batch.key, batch]));
	let done = 0;
	const waiting = [...byUnit.values()].sort((a, b) => b.length - a.length);
	const workers = Array.from({ length: unitsAtOnce }, async () => {
		for (let own = waiting.shift(); own; own = waiting.shift()) {
			const player = createPlayer(runtime, ids, batches, externals);
			for (const event of own) {
				await player.read(instantOf(event.at));
				await player.play(event);
				report(++done, events.length);
			}
			await player.read(runtime.clock.now());
		}
	});
	await Promise.all(workers);
}

function unitOf(event: TimelineEvent): string {
	if (event.type === 'exception') return event.exception.unitCode;
	if (event.type === 'batch' || event.type === 'revoke') return event.batch.unitCode;
	if (event.type === 'request') return event.unitCode;
	return event.document.unitCode;
}

/** Plays the events of one unit. */
function createPlayer(runtime: Runtime, ids: DemoIds, batches: ReadonlyMap<string, ScenarioBatch>, externals: DemoExternals) {
	const documents = new Map<string, string>();
	const versions = new Map<string, string>();
	const batchIds = new Map<string, string>();
	/** By the keys of the documents that they would withdraw. */
	const requests = new Map<string, string>();
	const actors = new Map<string, UserActor>();
	/** By their ids. */
	const readers = new Map<string, UserActor>();
	/** Batches that will be read, in the order in which that happens. */
	const unread: { batchId: string; at: Date }[] = [];

	async function as(key: string, at: Date): Promise<Ctx> {
		let actor = actors.get(key);
		if (!actor) {
			const loaded = await loadActor(runtime.client, required(ids.people, key, 'person'), dayOf(at));
			if (!loaded) throw new Error(`${key} cannot act`);
			actor = loaded;
			actors.set(key, actor);
		}
		return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
	}

	async function createOne(document: ScenarioDocument, at: Date): Promise<void> {
		const ctx = await as(document.createdBy, at);
		const division = (code: string) => required(ids.divisions, `${document.unitCode}/${code}`, 'division');
		const created = await createDocument(ctx, {
			unitId: required(ids.units, document.unitCode, 'unit'),
			kind: document.kind,
			class: document.class,
			code: document.code,
			title: document.title,
			parentId: document.parentKey ? (documents.get(document.parentKey) ?? null) : null,
			ownerDivisionId: document.ownerDivisionCode ? division(document.ownerDivisionCode) : null,
			visibility: document.visibility,
			audience: document.audience.map((line) =>
				line.kind === 'unit' ? { kind: 'unit' } : { kind: 'division', divisionId: division(line.divisionCode) }
			),
			drafters: document.draftersKeys.map((key) => required(ids.people, key, 'person'))
		});
		documents.set(document.key, created.id);
	}

	async function createVersionOf(ctx: Ctx, document: ScenarioDocument, version: ScenarioVersion): Promise<void> {
		const { pdf, source } = await filesOf(runtime, document, version, batches);
		const created = await createVersion(ctx, {
			documentId: required(documents, document.key, 'document'),
			title: version.title,
			summary: version.summary,
			changeClass: version.changeClass,
			step: version.step,
			references: version.cites.map((code) => required(documents, `${document.unitCode}:${code}`, 'document')),
			externals: citedBy(document.unitCode, document.code).map((number) => required(externals, number, 'external')),
			pdf,
			source
		});
		versions.set(version.key, created.id);
	}

	/** Opens what waits, in the round in which it is. */
	async function open(ctx: Ctx, versionId: string): Promise<void> {
		await recordOpening(
			ctx,
			await runtime.client.version.findUniqueOrThrow({ where: { id: versionId }, select: { id: true, round: true } })
		);
	}

	async function act(document: ScenarioDocument, version: ScenarioVersion, one: ScenarioAct): Promise<unknown> {
		const ctx = await as(one.by, instantOf(one.at));
		if (one.event === 'create') return createVersionOf(ctx, document, version);
		const versionId = required(versions, version.key, 'version');
		const comment = one.comment ?? null;
		switch (one.event) {
			case 'edit':
				return editVersion(ctx, { versionId, summary: version.summary });
			case 'submit':
				return submitVersion(ctx, { versionId, comment, reviewer: one.reviewer ? required(ids.people, one.reviewer, 'person') : null });
			case 'recall':
				return recallVersion(ctx, { versionId, comment });
			case 'pass':
				await open(ctx, versionId);
				return passVersion(ctx, { versionId, comment });
			case 'return':
				await open(ctx, versionId);
				return returnVersion(ctx, { versionId, comment });
			case 'approve':
				await open(ctx, versionId);
				return approveVersion(ctx, { versionId, comment, password: demoPassword });
			case 'cancel':
				return cancelVersion(ctx, { versionId, comment });
			case 'withdraw':
				return withdrawVersion(ctx, {
					versionId,
					comment: comment ?? '',
					from: one.from ?? dayOf(instantOf(one.at)),
					password: demoPassword
				});
		}
	}

	async function issue(batch: ScenarioBatch): Promise<void> {
		const ctx = await as(batch.by, instantOf(batch.at));
		const created = await createBatch(ctx, {
			unitId: required(ids.units, batch.unitCode, 'unit'),
			decisionNumber: batch.decisionNumber,
			decisionDate: batch.decisionDate,
			effectiveOn: batch.effectiveOn,
			note: batch.note,
			versionIds: batch.versionKeys.map((key) => required(versions, key, 'version')),
			withdrawals: batch.withdrawDocumentKeys.map((key) => ({
				documentId: required(documents, key, 'document'),
				reason: batch.note
			}))
		});
		batchIds.set(batch.key, created.id);
		if (batch.state === 'draft') return;
		const { warnings } = await previewBatch(ctx, created.id);
		await issueBatch(ctx, { batchId: created.id, confirm: warnings.map((warning) => warning.code), password: demoPassword });
		unread.push({ batchId: created.id, at: new Date(instantOf(batch.at).getTime() + readAfterMs) });
	}

	/** A reader proposes, the officer considers, the head accepts. */
	async function request({ unitCode, documentKey, step, why }: ScenarioRequest, at: Date): Promise<void> {
		const documentId = required(documents, documentKey, 'document');
		if (step === 'propose') {
			const reader = [...ids.people.keys()].find((key) => key.startsWith(`${unitCode}/reader`));
			if (!reader) throw new Error(`${unitCode} has nobody who reads`);
			const made = await propose(await as(reader, at), { kind: 'withdraw', documentId, what: 'Bãi bỏ tài liệu này.', why });
			requests.set(documentKey, made.id);
			return;
		}
		const requestId = required(requests, documentKey, 'request');
		if (step === 'accept') {
			await acceptRequest(await as(`${unitCode}/head`, at), { requestId, changeClass: 'substantive' });
			return;
		}
		await considerRequest(await as(`${unitCode}/officer`, at), {
			requestId,
			opinion: 'Đúng thực tế, đề nghị bãi bỏ.',
			drafterId: required(ids.people, `${unitCode}/officer`, 'person'),
			dueOn: addDays(dayOf(at), 30)
		});
	}

	/** What people read of earlier batches until a moment. */
	async function read(until: Date): Promise<void> {
		for (let next = unread[0]; next && next.at <= until; next = unread[0]) {
			unread.shift();
			await readBatch(runtime, next.batchId, next.at, readers);
		}
	}

	async function revoke(batch: ScenarioBatch): Promise<void> {
		if (!batch.revoke) return;
		const ctx = await as(batch.revoke.by, instantOf(batch.revoke.at));
		await revokeBatch(ctx, { batchId: required(batchIds, batch.key, 'batch'), comment: batch.revoke.reason, password: demoPassword });
	}

	async function grant(exception: ScenarioException): Promise<void> {
		const ctx = await as(exception.signedBy, instantOf(exception.at));
		await grantException(ctx, {
			unitId: required(ids.units, exception.unitCode, 'unit'),
			reason: exception.reason,
			validFrom: exception.validFrom,
			// The scenario names the first day without it, the command the last day with it.
			validTo: addDays(exception.validTo, -1),
			password: demoPassword
		});
	}

	return {
		read,
		async play(event: TimelineEvent): Promise<void> {
			try {
				if (event.type === 'exception') await grant(event.exception);
				else if (event.type === 'document') await createOne(event.document, instantOf(event.at));
				else if (event.type === 'act') await act(event.document, event.version, event.act);
				else if (event.type === 'batch') await issue(event.batch);
				else if (event.type === 'request') await request(event, instantOf(event.at));
				else await revoke(event.batch);
			} catch (cause) {
				throw new Error(`The demo stopped at ${nameOf(event)}`, { cause });
			}
		}
	};
}

function nameOf(event: TimelineEvent): string {
	if (event.type === 'exception') return `the exception ${event.exception.key}`;
	if (event.type === 'document') return `the document ${event.document.key}`;
	if (event.type === 'request') return `${event.step} for the withdrawal of ${event.documentKey}`;
	if (event.type === 'act') return `${event.act.event} of ${event.version.key} by ${event.act.by}`;
	return `${event.type} ${event.batch.key}`;
}

async function filesOf(
	runtime: Runtime,
	document: ScenarioDocument,
	version: ScenarioVersion,
	batches: ReadonlyMap<string, ScenarioBatch>
): Promise<{ pdf: VersionFile; source: VersionFile | null }> {
	const content = contentOfVersion(document, version, unitProfile(document.unitCode));
	const bytes = await paperOf(document, version, content, batches);
	const name = `${content.code} ${content.title}`.replace(/[/\\:*?"<>|]/g, ' ').slice(0, 120);
	const pages = (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount();
	const pdf = await storeBytes(runtime.tools, bytes, { fileName: `${name}.pdf`, fileType: 'pdf', pages });
	if (content.body.type !== 'form') return { pdf, source: null };
	const source = await storeBytes(runtime.tools, await formFile(content), { fileName: `${name}.docx`, fileType: 'docx', pages: null });
	return { pdf, source };
}
