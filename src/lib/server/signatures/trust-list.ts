import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isSignedBy } from './chain.ts';
import { certificatesIn } from './pem.ts';
import { readCertificate, type Certificate } from './certificate.ts';

/** What a person compares before the certificate is trusted. Moments are UTC. */
export type CertificateFacts = {
	readonly subject: string;
	readonly issuer: string;
	readonly serial: string;
	/** SHA-256, hex. */
	readonly fingerprint: string;
	readonly notBefore: Date;
	readonly notAfter: Date;
	/** Signed with its own key: the top of a hierarchy. */
	readonly isRoot: boolean;
};

export type CandidateCertificate = CertificateFacts & {
	/** DER in base64url, to be sent back with the confirmation. */
	readonly certificate: string;
};

export type TrustAnchorRow = CertificateFacts & {
	readonly id: string;
	readonly note: string;
	readonly addedBy: string;
	readonly addedAt: Date;
	readonly retired: { readonly at: Date; readonly by: string; readonly reason: string } | null;
};

const limits = { note: 300, reason: 2_000, anchors: 100, pem: 64 * 1024, der: 5 * 1024 } as const;

/** The list, those that count first; what was retired stays to be read. @throws Forbidden for everybody but the administrator */
export async function trustList(ctx: Ctx): Promise<{ version: number; active: TrustAnchorRow[]; retired: TrustAnchorRow[] }> {
	authorize(ctx, 'trust.manage');
	const rows = await ctx.db.trustAnchor.findMany({
		orderBy: [{ addedIn: 'asc' }],
		include: { addedBy: { select: { fullName: true } }, retiredBy: { select: { fullName: true } } }
	});
	const all = rows.map((row): TrustAnchorRow => ({
		id: row.id,
		...factsOf(readCertificate(row.certificate)),
		note: row.note,
		addedBy: row.addedBy.fullName,
		addedAt: row.addedAt,
		retired: row.retiredAt ? { at: row.retiredAt, by: row.retiredBy?.fullName ?? '', reason: row.retiredReason ?? '' } : null
	}));
	return {
		version: versionOf(rows),
		active: all.filter(({ retired }) => retired === null),
		retired: all.filter(({ retired }) => retired !== null)
	};
}

export type TrustPage = Awaited<ReturnType<typeof trustList>> & { candidate: CandidateCertificate | null };

/** The list, and the certificate that somebody is about to add, as `readCandidate` gave it. @throws Forbidden */
export async function trustPage(ctx: Ctx, candidate: string | null): Promise<TrustPage> {
	const list = await trustList(ctx);
	return { ...list, candidate: candidate === null ? null : orNull(() => readCandidate(ctx, Buffer.from(candidate, 'base64url'))) };
}

/** The certificates trusted now, in DER, and the version of the list they are. */
export async function trustedNow(ctx: Ctx): Promise<{ version: number; anchors: Uint8Array[] }> {
	const rows = await ctx.db.trustAnchor.findMany({
		select: { certificate: true, addedIn: true, retiredIn: true },
		orderBy: { addedIn: 'asc' }
	});
	return { version: versionOf(rows), anchors: rows.filter(({ retiredIn }) => retiredIn === null).map(({ certificate }) => certificate) };
}

function versionOf(rows: readonly { addedIn: number; retiredIn: number | null }[]): number {
	return rows.reduce((newest, { addedIn, retiredIn }) => Math.max(newest, addedIn, retiredIn ?? 0), 0);
}

/**
 * Reads a certificate that somebody wants to be trusted, PEM or DER, so that it can be compared before it is. Nothing is kept.
 * @throws Forbidden; Invalid `certificate` (unreadable, several, not of an authority, ended)
 */
export function readCandidate(ctx: Ctx, bytes: Uint8Array): CandidateCertificate {
	authorize(ctx, 'trust.manage');
	const certificate = authorityOf(ctx, derOf(bytes));
	return { ...factsOf(certificate), certificate: Buffer.from(certificate.raw).toString('base64url') };
}

/**
 * Trusts an authority: signatures that lead to it are valid from now on, and papers are checked anew. Recorded as `trust.add`.
 * @param input.certificate DER in base64url
 * @param input.compared the person says that the fingerprint is the one that the authority published
 * @throws Forbidden; Invalid `certificate`, `compared`, `note`; Conflict `trust_known` (is on the list)
 */
export function addTrustAnchor(ctx: Ctx, input: { certificate: string; compared: boolean; note?: string | null }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'trust.manage');
		const certificate = authorityOf(ctx, Buffer.from(input.certificate, 'base64url'));
		if (!input.compared) throw new Invalid({ compared: 'trust_compare_first' });
		const note = tidy(input.note);
		if (note === '') throw new Invalid({ note: 'required' });
		if (note.length > limits.note) throw new Invalid({ note: `too_long:${limits.note}` });
		const next = await nextVersion(ctx);
		const active = await ctx.db.trustAnchor.findMany({ where: { retiredAt: null }, select: { fingerprint: true } });
		if (active.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) throw new Conflict('trust_known');
		if (active.length >= limits.anchors) throw new Invalid({ certificate: 'trust_too_many' });
		const facts = factsOf(certificate);
		const { isRoot: _root, ...columns } = facts;
		const { id } = await ctx.db.trustAnchor.create({
			data: {
				...columns,
				certificate: Uint8Array.from(certificate.raw),
				note,
				addedById: personOf(ctx),
				addedAt: ctx.clock.now(),
				addedIn: next
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'trust.add',
			subjectType: 'trust_list',
			subjectId: 'trust-list',
			unitId: null,
			role,
			after: { trustVersion: next, trustedCertificate: facts.subject, fingerprint: facts.fingerprint, trustSource: note }
		});
		await enqueue(ctx, 'signatures.recheck', {}, { key: 'recheck' });
		return { id };
	});
}

/**
 * Takes an authority off the list: signatures that led to it are not checked any more. It stays to be read. Recorded as `trust.retire`.
 * @throws Forbidden; NotFound; Conflict `stale` (retired already); Invalid `reason`
 */
export function retireTrustAnchor(ctx: Ctx, input: { id: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'trust.manage');
		const reason = tidy(input.reason);
		if (reason === '') throw new Invalid({ reason: 'reason_required' });
		if (reason.length > limits.reason) throw new Invalid({ reason: `too_long:${limits.reason}` });
		const next = await nextVersion(ctx);
		const anchor = isUuid(input.id) ? await ctx.db.trustAnchor.findUnique({ where: { id: input.id } }) : null;
		if (!anchor) throw new NotFound('trust_not_found');
		if (anchor.retiredAt) throw new Conflict('stale');
		const retired = { retiredAt: ctx.clock.now(), retiredById: personOf(ctx), retiredIn: next, retiredReason: reason };
		await ctx.db.trustAnchor.update({ where: { id: anchor.id }, data: retired });
		await record(ctx, {
			event: 'trust.retire',
			subjectType: 'trust_list',
			subjectId: 'trust-list',
			unitId: null,
			role,
			before: { trustedCertificate: anchor.subject, fingerprint: anchor.fingerprint },
			after: { trustVersion: next },
			comment: reason
		});
		await enqueue(ctx, 'signatures.recheck', {}, { key: 'recheck' });
	});
}

/** One change of the list at a time; the database numbers them by the same lock. */
async function nextVersion(ctx: Ctx): Promise<number> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(72707393)`;
	const rows = await ctx.db.trustAnchor.findMany({ select: { addedIn: true, retiredIn: true } });
	return versionOf(rows) + 1;
}

function personOf(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new NotFound();
	return id;
}

function tidy(text: string | null | undefined): string {
	return visibleText((text ?? '').normalize('NFC'));
}

/** PEM or DER as DER. @throws Invalid */
function derOf(bytes: Uint8Array): Uint8Array {
	if (bytes.length > limits.pem) throw new Invalid({ certificate: 'trust_unreadable' });
	const [der, ...more] = certificatesIn(bytes);
	if (more.length > 0) throw new Invalid({ certificate: 'trust_several' });
	return der ?? bytes;
}

function authorityOf(ctx: Ctx, der: Uint8Array): Certificate {
	const certificate = orNull(() => readCertificate(der));
	// It travels in an address between the two steps; those of authorities have a third of this.
	if (!certificate || der.length > limits.der) throw new Invalid({ certificate: 'trust_unreadable' });
	if (!certificate.isCa || (certificate.usage && !certificate.usage.has('keyCertSign')))
		throw new Invalid({ certificate: 'trust_no_authority' });
	if (certificate.notAfter < ctx.clock.now()) throw new Invalid({ certificate: 'trust_ended' });
	return certificate;
}

function orNull<Value>(read: () => Value): Value | null {
	try {
		return read();
	} catch {
		return null;
	}
}

function factsOf(certificate: Certificate): CertificateFacts {
	const { subjectNames, issuerNames, serial, fingerprint, notBefore, notAfter } = certificate;
	return {
		subject: subjectNames.text,
		issuer: issuerNames.text,
		serial,
		fingerprint,
		notBefore,
		notAfter,
		isRoot: isSignedBy(certificate, certificate)
	};
}
