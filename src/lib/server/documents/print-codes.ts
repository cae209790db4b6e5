import { randomBytes } from 'node:crypto';
import type { Ctx } from '#lib/server/platform/context.ts';

/** Crockford's signs: no I, L, O and U, which paper and people mix up. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 26;
const shape = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A new code for `/v/<code>`: 128 random bits as 26 signs, so that nobody finds one by trying. */
export function newPrintCode(): string {
	let bits = BigInt(`0x${randomBytes(16).toString('hex')}`);
	let code = '';
	for (let at = 0; at < length; at += 1) {
		code = signs.charAt(Number(bits & 31n)) + code;
		bits >>= 5n;
	}
	return code;
}

/** The code that a person typed or a QR opened, as it is kept: O is 0, I and L are 1, spaces and hyphens mean nothing. Null: no code. */
export function readPrintCode(typed: string): string | null {
	const code = typed
		.slice(0, 200)
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\p{Pd}]/gu, '')
		.replaceAll('O', '0')
		.replace(/[IL]/g, '1');
	return shape.test(code) ? code : null;
}

/** The code printed on all reading copies of a version, made on first use; the same for everybody who asks at once. */
export async function readingCodeOf(ctx: Ctx, versionId: string): Promise<string> {
	const data = { code: newPrintCode(), kind: 'reading' as const, versionId, createdAt: ctx.clock.now() };
	await ctx.db.printCode.createMany({ data: [data], skipDuplicates: true });
	const kept = await ctx.db.printCode.findFirstOrThrow({ where: { versionId, kind: 'reading' }, select: { code: true } });
	return kept.code;
}

export async function newPersonalCode(ctx: Ctx, versionId: string, userId: string): Promise<string> {
	const code = newPrintCode();
	await ctx.db.printCode.create({ data: { code, kind: 'personal', versionId, userId, createdAt: ctx.clock.now() } });
	return code;
}
