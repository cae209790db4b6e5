import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { packDays, packFormat } from '#lib/domain/reports/evidence-pack.ts';
import { checkpointSigner, keyFingerprint, type CheckpointSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { signingKeys, writeCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { addStoredFiles } from '#lib/server/files/stored-files.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { sha256Of } from './digest.ts';
import type { PackedFile, PackEntry } from './entries.ts';
import { indexPage, indexRows, type IndexFacts } from './index-page.ts';
import { paperEntries, papersOf } from './papers.ts';
import { authorizePack } from './request.ts';
import { dataEntries, peopleEntry } from './rows.ts';
import { selectionOf } from './selection.ts';
import { storedEntries } from './stored.ts';
import { packTables } from './tables.ts';
import { packChain, trailEntry } from './trail.ts';
import { writeZip } from './write-zip.ts';

/**
 * The job `reports.pack`: builds a pack that was asked for and puts it into the store. Everything is read in one snapshot of the database and in the
 * name of whoever asked: what they may no longer see is not in it. Done again it does nothing when the pack is there. Recorded as `pack.build`
 * with the hash of the whole file; the person is told. A refusal (rights that ended) fails the pack, a fault is tried again.
 */
export async function buildPack(
	ctx: Ctx,
	tools: Pick<UploadTools, 'store' | 'tempDir'>,
	packId: string,
	signer: CheckpointSigner = checkpointSigner()
): Promise<void> {
	const pack = await ctx.db.evidencePack.findUnique({ where: { id: packId } });
	if (!pack || pack.builtAt || pack.failedAt) return;
	const actor = await loadActor(ctx.db, pack.askedById, today(ctx));
	const locale = pack.locale === 'en' ? 'en' : 'vi';
	const tempPath = path.join(tools.tempDir, `${randomUUID()}.zip`);
	await mkdir(tools.tempDir, { recursive: true });
	try {
		if (!actor) throw new DomainError('forbidden', 403);
		await writeCheckpoint(ctx, pack.unitId, signer);
		const { sha256, size } = await writePack({ ...ctx, actor, locale }, tools, pack, tempPath, signer);
		await tools.store.put(tempPath, { sha256, size, contentType: 'application/zip' });
		await finish(ctx, pack, { sha256, size });
	} catch (error) {
		if (!(error instanceof DomainError) || error.status >= 500) throw error;
		await fail(ctx, pack, error.code);
	} finally {
		await rm(tempPath, { force: true });
	}
}

type Pack = NonNullable<Awaited<ReturnType<Ctx['db']['evidencePack']['findUnique']>>>;

const hour = 3_600_000;

function writePack(ctx: Ctx, { store }: Pick<UploadTools, 'store'>, pack: Pack, tempPath: string, signer: CheckpointSigner) {
	return ctx.client.$transaction(
		async (tx) => {
			if (ctx.clock.moved) await tx.$executeRaw`select set_config('eiso.now', ${ctx.clock.now().toISOString()}, true)`;
			const inside: Ctx = { ...ctx, db: tx, inTransaction: true };
			authorizePack(inside, pack);
			const chosen = selectionOf(pack);
			const unit = (await unitNamesOn(inside, [pack.unitId], today(ctx))).get(pack.unitId) ?? { code: '', name: '' };
			const chain = await packChain(inside, pack.unitId, unit.code);
			const keys = await signingKeys(inside);
			const facts: IndexFacts = {
				ask: pack,
				unit,
				label: pack.label,
				madeAt: ctx.clock.now(),
				madeFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
				chain,
				fingerprint: keyFingerprint(signer.publicKey),
				...(await indexRows(inside, chosen))
			};
			const stored = await storedEntries(inside, store, pack, chosen);
			const papers = await papersOf(inside, pack, chosen);
			const total = stored.length + papers.length + packTables.length + 2 + insideFiles.length;
			await report(ctx, pack.id, 0, total);
			async function* entries(): AsyncGenerator<PackEntry> {
				yield* stored;
				yield* paperEntries(papers);
				yield* dataEntries(inside, pack, chosen);
				yield peopleEntry(inside, pack, chosen);
				if (chain) yield trailEntry(inside, chain, chosen.trail);
				yield* insideEntries();
			}
			let told = Date.now();
			return writeZip(tempPath, {
				entries: entries(),
				modifiedAt: ctx.clock.now(),
				onEntry: async (done) => {
					if (Date.now() - told < 500) return;
					told = Date.now();
					await report(ctx, pack.id, Math.min(done, total), total);
				},
				last: (files) => closing(inside, { facts, files, keys, signer })
			});
		},
		{ isolationLevel: 'RepeatableRead', timeout: 2 * hour, maxWait: 20_000 }
	);
}

/** Outside the snapshot, so that the page sees it at once. */
async function report(ctx: Ctx, packId: string, done: number, total: number): Promise<void> {
	await ctx.client.evidencePack.updateMany({ where: { id: packId, builtAt: null }, data: { done, total } });
}

type Closing = { facts: IndexFacts; files: readonly PackedFile[]; keys: readonly string[]; signer: CheckpointSigner };

/** The first page, the manifest of everything before it, and its signature. */
function closing(ctx: Ctx, { facts, files, keys, signer }: Closing): (readonly [string, string])[] {
	const index = indexPage(ctx, facts, files);
	const all = [...files, { path: 'index.html', size: Buffer.byteLength(index), sha256: sha256Of(index) }];
	const { chain, ask, unit, label, madeFor } = facts;
	const madeAt = facts.madeAt.toISOString();
	const manifest = `${JSON.stringify(
		{
			format: packFormat,
			unit: { id: ask.unitId, ...unit },
			scope: ask.scope,
			label,
			madeAt,
			madeFor,
			locale: ctx.locale,
			keys,
			chains: chain ? [{ id: chain.id, label: chain.label, path: chain.path, checkpoints: chain.checkpoints }] : [],
			files: all
		},
		null,
		'\t'
	)}\n`;
	const signature = signer.sign(`eiso-evidence-pack|${sha256Of(manifest)}|${madeAt}`);
	const seal = `${JSON.stringify({ algorithm: 'Ed25519', publicKey: signer.publicKey, signature }, null, '\t')}\n`;
	return [
		['index.html', index],
		['manifest.json', manifest],
		['manifest.sig.json', seal]
	];
}

const insideFiles = ['verify.html', 'verify.js', 'verify.mjs', 'FORMAT.md'] as const;

function insideEntries(folder = path.join(process.cwd(), 'src/lib/server/reports/evidence-pack/inside')): PackEntry[] {
	return insideFiles.map((name) => ({ path: name, compress: true, open: () => createReadStream(path.join(folder, name)) }));
}

function finish(ctx: Ctx, pack: Pack, { sha256, size }: { sha256: string; size: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		await addStoredFiles(ctx, [{ sha256, size, contentType: 'application/zip' }]);
		const { count } = await ctx.db.evidencePack.updateMany({
			where: { id: pack.id, builtAt: null, failedAt: null },
			data: {
				builtAt: ctx.clock.now(),
				sha256,
				storedSha256: sha256,
				size: BigInt(size),
				keepUntil: toDbDate(addDays(today(ctx), packDays))
			}
		});
		if (count === 0) return;
		await record(ctx, {
			event: 'pack.build',
			subjectType: 'evidence_pack',
			subjectId: pack.id,
			unitId: pack.unitId,
			role: 'system',
			after: { label: pack.label, sha256, size }
		});
		await tell(ctx, pack, 'pack_ready');
	});
}

function fail(ctx: Ctx, pack: Pack, failure: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		await ctx.db.evidencePack.updateMany({
			where: { id: pack.id, builtAt: null, failedAt: null },
			data: { failedAt: ctx.clock.now(), failure }
		});
		await tell(ctx, pack, 'pack_failed');
	});
}

function tell(ctx: Ctx, { id, unitId, label, askedById }: Pack, kind: 'pack_ready' | 'pack_failed'): Promise<void> {
	return notify(ctx, { to: [askedById], kind, subjectType: 'evidence_pack', subjectId: id, unitId, params: { what: label } });
}
