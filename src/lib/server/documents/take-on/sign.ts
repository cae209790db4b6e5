import type { CheckedLine } from '#lib/domain/documents/take-on-check.ts';
import { dueDay } from '#lib/domain/documents/reading.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { isFileType } from '#lib/server/files/rules.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitEnd } from '#lib/server/units/units-on-day.ts';
import { createDocument } from '../documents.ts';
import type { VersionFile } from '../files.ts';
import { actRow } from '../history.ts';
import { requireUser } from '../input.ts';
import { contentHash } from '../issue.ts';
import { indexIssued, makeReadingCopies } from '../issue-jobs.ts';
import { batchMachine, takeOnMachine, versionMachine } from '../machines.ts';
import { ask, recordAsked } from '../readings/ask.ts';
import { readingRule } from '../readings/rules.ts';
import { enqueueText } from '../text-jobs.ts';
import { followTitles } from '../titles.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { tellNoMore } from './ask-to-sign.ts';
import { checkedLines, lineRecord, loadTakeOn, sentenceOf, typedOf, type LoadedTakeOn } from './facts.ts';

type Row = CheckedLine & { readonly documentId: string };

/**
 * B7: a head signs the list once, and what it names is in force as it was on paper: documents that were not there are created, each row is
 * a version of origin `taken_on`, each decision an issue batch of its day. Nobody is asked to read unless the list says so. All or nothing.
 * @param input.rowVersion the list as the head saw it: what changed since is not signed
 * @throws NotFound; Conflict `take_on_faulty` with the number of rows, `take_on_empty`, `illegal_transition`, `stale`, `unit_closed`,
 * `signature_refused`; Forbidden for who is no head
 */
export async function signTakeOn(
	ctx: Ctx,
	input: { takeOnId: string; rowVersion: number; password: string }
): Promise<{ state: 'signed'; rowVersion: number; documents: number; versions: number }> {
	const seen = await loadTakeOn(ctx, input.takeOnId);
	authorize(ctx, 'take_on.sign', { unitId: seen.unitId });
	if (seen.state !== 'draft') throw new Conflict('illegal_transition', { state: seen.state, event: 'sign' });
	const signer = await proveSigner(ctx, seen.unitId, input.password);
	return transaction(
		ctx,
		async (ctx) => {
			const list = await loadTakeOn(ctx, input.takeOnId);
			if (list.rowVersion !== input.rowVersion) throw new Conflict('stale', { state: list.state, rowVersion: list.rowVersion });
			await requireOpenUnit(ctx, list.unitId, today(ctx));
			const rows = await checkedLines(ctx, list);
			if (rows.length === 0) throw new Conflict('take_on_empty');
			const faulty = rows.filter(({ problems }) => problems.length > 0).length;
			if (faulty > 0) throw new Conflict('take_on_faulty', { count: faulty });
			await ctx.db.signature.create({
				data: {
					meaning: 'take_on',
					meaningText: sentenceOf(list, rows).vi,
					takeOnId: list.id,
					...signer,
					contentSha256: contentHash({
						list: list.id,
						askReading: list.askReading,
						lines: typedOf(list).map(lineRecord),
						files: filesOf(rows, list)
					}),
					signedAt: ctx.clock.now()
				}
			});
			const documents = await documentsOf(ctx, list, rows);
			const versions = await takeOnAll(
				ctx,
				list,
				rows.map((row) => ({ ...row, documentId: documents.get(row.key) ?? '' }))
			);
			const moved = await transition(
				ctx,
				takeOnMachine,
				list,
				'sign',
				{ unitId: list.unitId },
				{
					expectedRowVersion: input.rowVersion,
					data: { signedAt: ctx.clock.now(), signedById: requireUser(ctx) },
					after: { number: list.number, documentCount: documents.size, versionCount: versions.length }
				}
			);
			await tellNoMore(ctx, list.id);
			return { state: 'signed', rowVersion: moved.rowVersion, documents: documents.size, versions: versions.length };
		},
		{ timeoutMs: 120_000 }
	);
}

/** The bytes that are signed, row by row. */
function filesOf(rows: readonly CheckedLine[], list: LoadedTakeOn): (string | null)[][] {
	const hash = new Map(list.files.map(({ id, sha256 }) => [id, sha256]));
	return rows.map(({ file, source }) => [hash.get(file?.id ?? '') ?? null, hash.get(source?.id ?? '') ?? null]);
}

/** The documents of the rows by the keys of their codes: those without a version yet, and new ones. */
async function documentsOf(ctx: Ctx, list: LoadedTakeOn, rows: readonly CheckedLine[]): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	for (const row of rows) {
		if (ids.has(row.key)) continue;
		const created =
			row.documentId === null
				? await createDocument(ctx, {
						unitId: list.unitId,
						kind: row.kind,
						code: row.code,
						title: row.title,
						class: row.class,
						medium: 'both'
					})
				: null;
		ids.set(row.key, created?.id ?? row.documentId ?? '');
	}
	return ids;
}

/** Oldest first, one version of each document at a time, because a document has one open version at most. */
async function takeOnAll(ctx: Ctx, list: LoadedTakeOn, rows: readonly Row[]): Promise<string[]> {
	const oldestFirst = rows.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
	const turns: Row[][] = [];
	for (const versions of Map.groupBy(oldestFirst, (row) => row.documentId).values())
		for (const [turn, row] of versions.entries()) (turns[turn] ??= []).push(row);
	const end = await unitEnd(ctx, list.unitId);
	const all: string[] = [];
	const current: { id: string; row: Row }[] = [];
	let batches = 0;
	for (const turn of turns) {
		const byDecision = Map.groupBy(turn, (row) => [row.decisionNumber, row.decisionDate, row.from].join('\n'));
		for (const group of byDecision.values()) {
			batches += 1;
			const number = `${list.number}-${String(batches).padStart(2, '0')}`;
			const taken = await takeOnDecision(ctx, list, number, group, end);
			all.push(...taken.map(({ id }) => id));
			current.push(...taken.filter(({ row }) => row.to === null));
		}
	}
	await followTitles(ctx, [...new Set(rows.map((row) => row.documentId))]);
	await indexIssued(ctx, all);
	await makeReadingCopies(ctx, list.id, all);
	if (list.askReading) await askToRead(ctx, list.unitId, current);
	return all;
}

/** One decision of before, as the issue batch that it would have been, with the versions that it put in force. */
async function takeOnDecision(
	ctx: Ctx,
	list: LoadedTakeOn,
	number: string,
	rows: readonly Row[],
	end: string | null
): Promise<{ id: string; row: Row }[]> {
	const now = ctx.clock.now();
	const [first] = rows;
	if (!first?.from || !first.decisionDate) return [];
	const { decisionNumber, decisionDate, from } = first;
	const subject = { unitId: list.unitId };
	const taken: { id: string; row: Row }[] = [];
	for (const row of rows) {
		const pdf = fileOf(list, row.file?.id);
		const source = fileOf(list, row.source?.id);
		const { id } = await ctx.db.version.create({
			data: {
				documentId: row.documentId,
				unitId: list.unitId,
				issueNo: row.issueNo,
				revisionNo: row.revisionNo,
				title: row.title,
				origin: 'taken_on',
				createdById: requireUser(ctx),
				createdAt: now,
				updatedAt: now,
				pdfSha256: pdf?.sha256 ?? null,
				pdfName: pdf?.fileName ?? null,
				pdfPages: pdf?.pages ?? null,
				sourceSha256: source?.sha256 ?? null,
				sourceName: source?.fileName ?? null,
				sourceType: source?.fileType ?? null
			},
			select: { id: true }
		});
		taken.push({ id, row });
		await enqueueText(ctx, id, { pdf, source });
	}
	const batch = await ctx.db.issueBatch.create({
		data: {
			unitId: list.unitId,
			number,
			takeOnId: list.id,
			decisionNumber,
			decisionDate: toDbDate(decisionDate),
			effectiveOn: toDbDate(from),
			createdById: requireUser(ctx),
			createdAt: now
		},
		select: { id: true, unitId: true, state: true, rowVersion: true }
	});
	await ctx.db.issueBatchLine.createMany({
		data: taken.map(({ id, row }) => ({ batchId: batch.id, documentId: row.documentId, versionId: id }))
	});
	const drafts = await ctx.db.version.findMany({
		where: { id: { in: taken.map(({ id }) => id) } },
		select: {
			id: true,
			unitId: true,
			state: true,
			rowVersion: true,
			round: true,
			pdfSha256: true,
			sourceSha256: true,
			issueNo: true,
			revisionNo: true
		}
	});
	const lastDays = new Map(taken.map(({ id, row }) => [id, row.to ?? end]));
	for (const [to, same] of Map.groupBy(drafts, (draft) => lastDays.get(draft.id) ?? null)) {
		await transitionMany(ctx, versionMachine, same, 'take_on', subject, {
			follows: 'B7',
			data: {
				issueBatchId: batch.id,
				issuedAt: now,
				effectiveFrom: toDbDate(from),
				effectiveTo: to === null ? null : toDbDate(to),
				updatedAt: now
			},
			after: (draft) => ({
				list: list.number,
				batch: number,
				decision: decisionNumber,
				numbers: shortNumbers(draft),
				effectiveOn: from,
				until: to,
				pdf: draft.pdfSha256,
				source: draft.sourceSha256
			})
		});
	}
	await ctx.db.versionAct.createMany({ data: drafts.map((draft) => actRow(ctx, draft, 'take_on')) });
	await transition(ctx, batchMachine, batch, 'issue', subject, {
		follows: 'B7b',
		data: { issuedAt: now, issuedById: requireUser(ctx) },
		after: { number, decisionNumber, decisionDate, effectiveOn: from, list: list.number }
	});
	return taken;
}

function fileOf(list: LoadedTakeOn, id: string | undefined): VersionFile | null {
	const file = list.files.find((one) => one.id === id);
	return file && isFileType(file.fileType) ? { ...file, fileType: file.fileType } : null;
}

/** As at an issue of today: what applies already is read within the days that a newcomer has. */
async function askToRead(ctx: Ctx, unitId: string, current: readonly { id: string; row: Row }[]): Promise<void> {
	const rule = await readingRule(ctx, unitId);
	const day = today(ctx);
	const asked = await ask(
		ctx,
		current.map(({ id, row }) => ({
			versionId: id,
			dueOn: dueDay(rule, { kind: row.kind, effectiveFrom: day, today: day, why: 'issue' })
		})),
		'issue'
	);
	await recordAsked(ctx, unitId, asked, 'issue');
}
