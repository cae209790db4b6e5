import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkingRules, type SignatureReport } from '#lib/domain/signatures/report.ts';
import { readReport } from '#lib/domain/signatures/read-report.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { enqueueMany } from '#lib/server/jobs/queue.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { trustedNow } from './trust-list.ts';

/** One check of a file, as it was found then. */
export type SignatureCheckRow = {
	readonly checkedAt: Date;
	/** Of the list of trusted authorities. */
	readonly trustVersion: number;
	readonly report: SignatureReport;
};

/** What is known of a file: the newest check, those before it, and whether a newer one is still to come. */
export type SignatureChecks = {
	readonly newest: SignatureCheckRow | null;
	/** The newer first. */
	readonly earlier: readonly SignatureCheckRow[];
	/** The list of trusted authorities, or the rules, changed since: a check is waiting. */
	readonly isWaiting: boolean;
};

/**
 * Checks the signatures of a file in the store by the list and the rules of today and keeps what was found. Done once for each list and rules:
 * a second call gives what the first found. The caller has asked whether the file may be read; nothing is recorded in the trail, because a check
 * decides nothing.
 * @throws what the store throws when the bytes are gone
 */
export async function checkSignedFile(ctx: Ctx, { store, parser, tempDir }: UploadTools, sha256: string): Promise<SignatureReport> {
	const { version: trustVersion, anchors } = await trustedNow(ctx);
	const key = { sha256_trustVersion_rules: { sha256, trustVersion, rules: checkingRules } };
	const known = await ctx.db.signatureCheck.findUnique({ where: key });
	if (known) return readReport(known.result);
	const copy = path.join(tempDir, `${randomUUID()}.part`);
	await mkdir(tempDir, { recursive: true });
	try {
		await pipeline(await store.openRead(sha256), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
		const size = (await store.stat(sha256))?.size ?? 0;
		const at = ctx.clock.now();
		const report = await parser.signatures(copy, { anchors, at, size });
		const { verdict } = report;
		await ctx.db.signatureCheck.createMany({
			data: [{ sha256, trustVersion, rules: checkingRules, verdict, result: report, checkedAt: at }],
			skipDuplicates: true
		});
		return report;
	} finally {
		await rm(copy, { force: true });
	}
}

/** Beyond this the check is left to the job, so that who attached it need not wait. A small file takes a tenth of a second. */
const atOnceBytes = 5 * 1024 * 1024;

/** The same right after the upload, where it is quick, so that the page that follows shows the result. What fails is left to the job. */
export async function checkAtOnce(ctx: Ctx, tools: UploadTools, files: readonly { sha256: string; size: number }[]): Promise<void> {
	for (const { sha256, size } of files) {
		if (size <= atOnceBytes) await checkSignedFile(ctx, tools, sha256).catch(() => null);
	}
}

/** The checks of some files, by hash. Two statements. */
export async function checksOf(ctx: Ctx, hashes: readonly string[]): Promise<ReadonlyMap<string, SignatureChecks>> {
	if (hashes.length === 0) return new Map();
	const [{ version }, rows] = await Promise.all([
		trustedNow(ctx),
		ctx.db.signatureCheck.findMany({
			where: { sha256: { in: [...hashes] } },
			orderBy: [{ trustVersion: 'desc' }, { rules: 'desc' }],
			select: { sha256: true, trustVersion: true, rules: true, checkedAt: true, result: true }
		})
	]);
	return new Map(
		hashes.map((sha256) => {
			const own = rows.filter((row) => row.sha256 === sha256);
			const [newest = null, ...earlier] = own.map(({ checkedAt, trustVersion, result }) => ({
				checkedAt,
				trustVersion,
				report: readReport(result)
			}));
			const isCurrent = own.some((row) => row.trustVersion === version && row.rules === checkingRules);
			return [sha256, { newest, earlier, isWaiting: !isCurrent }];
		})
	);
}

/** The job `signatures.check`: a file of which the bytes were taken away meanwhile is left alone. */
export async function checkJob(ctx: Ctx, tools: UploadTools, { sha256 }: { sha256: string }): Promise<void> {
	const isKept = await ctx.db.storedFile.findUnique({ where: { sha256 }, select: { sha256: true } });
	if (isKept) await checkSignedFile(ctx, tools, sha256);
}

/** The job `signatures.recheck`: every attached paper is checked by the list of now. */
export function recheckJob(ctx: Ctx): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const papers = await ctx.db.outsidePaper.findMany({ where: { removedAt: null }, distinct: ['sha256'], select: { sha256: true } });
		await enqueueMany(
			ctx,
			'signatures.check',
			papers.map(({ sha256 }) => ({ data: { sha256 }, key: sha256 }))
		);
	});
}
