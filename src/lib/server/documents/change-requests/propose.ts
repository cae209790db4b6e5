import type { RequestKind, SystemSource } from '#lib/domain/documents/change-requests.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { systemActor, userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { loadDocument } from '../document-facts.ts';
import { officersOf } from '../eligibility.ts';
import { referToFiles, type VersionFile } from '../files.ts';
import { requireUser, tidy } from '../input.ts';
import { takeNumber } from '../numbers.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { addEvent, requestSelect, tell } from './facts.ts';

/** Longest texts, in characters. */
const limits = { title: 300, place: 200, quote: 2_000, what: 4_000, why: 4_000 } as const;
type Texts = Record<keyof typeof limits, string>;

export type ProposeInput = {
	kind: RequestKind;
	/** The document to amend or withdraw. */
	documentId?: string | null;
	/** The unit of a new document. */
	unitId?: string | null;
	/** The version that was being read. */
	versionId?: string | null;
	/** Proposed title of a new document. */
	title?: string | null;
	place?: string | null;
	quote?: string | null;
	what: string;
	why: string;
	attachment?: VersionFile | null;
	/** It comes of a corrective action: names the action, and which proposal of it this is. */
	finding?: string;
};

export type Proposed = { id: string; number: string; state: 'proposed'; rowVersion: number };

/**
 * Anyone of the unit proposes to write, amend or withdraw a document (states.md §6). Officers are told.
 * @throws Conflict `unit_closed`, `illegal_transition` (an abandoned document); Invalid by field; NotFound for what may not be seen
 */
export function propose(ctx: Ctx, input: ProposeInput): Promise<Proposed> {
	return transaction(ctx, async (ctx) => {
		const about = await aboutWhat(ctx, input);
		const role = authorize(ctx, 'change_request.propose', { unitId: about.unitId });
		const texts = requireTexts({ ...input, title: input.kind === 'new' ? input.title : about.title });
		await referToFiles(ctx, [input.attachment]);
		const attachment = input.attachment ? { attachmentSha256: input.attachment.sha256, attachmentName: input.attachment.fileName } : {};
		return create(ctx, role, {
			...about,
			...texts,
			...attachment,
			kind: input.kind,
			...(input.finding ? { source: 'finding', sourceKey: `finding:${input.finding}` } : { source: 'person' }),
			proposerId: requireUser(ctx)
		});
	});
}

type About = { unitId: string; documentId: string | null; versionId: string | null; title: string };

async function aboutWhat(ctx: Ctx, input: ProposeInput): Promise<About> {
	if (input.kind === 'new') {
		if (!input.unitId || !isUuid(input.unitId)) throw new Invalid({ unitId: 'required' });
		// Whoever is not of the unit may know that it exists, and is refused.
		return { unitId: input.unitId, documentId: null, versionId: null, title: '' };
	}
	if (!input.documentId) throw new Invalid({ documentId: 'required' });
	const { document } = await loadDocument(ctx, input.documentId);
	if (document.status !== 'open') throw new Conflict('illegal_transition', { state: document.status });
	const { versionId } = input;
	if (versionId) {
		const mine = visibleVersions(ctx.actor, 'version.read', today(ctx));
		const found = isUuid(versionId)
			? await ctx.db.version.count({ where: { AND: [{ id: versionId, documentId: document.id }, mine] } })
			: 0;
		if (found === 0) throw new NotFound('version_not_found');
	}
	return { unitId: document.unitId, documentId: document.id, versionId: versionId ?? null, title: document.title };
}

/** @throws Invalid for what is missing or too long */
function requireTexts(input: Partial<Record<keyof Texts, string | null>>): Texts {
	const texts: Texts = {
		title: tidy(input.title),
		place: tidy(input.place),
		quote: tidy(input.quote),
		what: tidy(input.what),
		why: tidy(input.why)
	};
	const fields: Record<string, string> = {};
	if (texts.title === '') fields.title = 'title_required';
	if (texts.what === '') fields.what = 'required';
	if (texts.why === '') fields.why = 'required';
	for (const [name, limit] of Object.entries(limits)) {
		const text = Object.entries(texts).find(([key]) => key === name)?.[1] ?? '';
		if (text.length > limit) fields[name] = `too_long:${limit}`;
	}
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	return texts;
}

export type SystemProposal = {
	source: SystemSource;
	/** Names the fact: the same one is proposed once in a unit, however often a job runs. */
	key: string;
	unitId: string;
	documentId: string;
	kind?: Exclude<RequestKind, 'new'>;
	/** In the unit's language, Vietnamese. */
	what: string;
	why: string;
};

/**
 * The system proposes: a law was repealed, a review came due, a model moved on. Joins an open transaction. Idempotent by `key`: called again
 * it gives the first request, whatever became of it.
 * @throws Conflict `unit_closed`; Invalid; NotFound
 */
export function proposeBySystem(ctx: Ctx, input: SystemProposal): Promise<{ id: string; number: string; created: boolean }> {
	return transaction(ctx, async (ctx) => {
		const sourceKey = `${input.source}:${input.key}`;
		// Two runs at once wait for each other here.
		await ctx.db.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`change_request:${input.unitId}:${sourceKey}`}, 0))::text`;
		const known = await ctx.db.changeRequest.findUnique({
			where: { unitId_sourceKey: { unitId: input.unitId, sourceKey } },
			select: { id: true, number: true }
		});
		if (known) return { ...known, created: false };
		const document = await ctx.db.document.findFirst({
			where: { id: input.documentId, unitId: input.unitId, status: 'open' },
			select: { title: true }
		});
		if (!document) throw new NotFound('document_not_found');
		const decision = decide(systemActor, 'change_request.propose', { unitId: input.unitId });
		if (!decision.allowed) throw new Error('the system may not propose');
		const texts = requireTexts({ title: document.title, what: input.what, why: input.why });
		const { id, number } = await create(ctx, decision.role, {
			...texts,
			unitId: input.unitId,
			documentId: input.documentId,
			versionId: null,
			kind: input.kind ?? 'amend',
			source: input.source,
			sourceKey,
			proposerId: null
		});
		return { id, number, created: true };
	});
}

type NewRequest = About &
	Texts & {
		kind: RequestKind;
		source: 'person' | 'finding' | SystemSource;
		sourceKey?: string;
		proposerId: string | null;
		attachmentSha256?: string;
		attachmentName?: string;
	};

async function create(ctx: Ctx, role: string, data: NewRequest): Promise<Proposed> {
	await requireOpenUnit(ctx, data.unitId, today(ctx));
	const number = await takeNumber(ctx, 'YC', data.unitId);
	const request = await ctx.db.changeRequest.create({ data: { ...data, number, proposedAt: ctx.clock.now() }, select: requestSelect });
	await addEvent(ctx, request.id, 'propose', null);
	await record(ctx, {
		event: 'change_request.propose',
		subjectType: 'change_request',
		subjectId: request.id,
		unitId: data.unitId,
		role,
		after: { number, kind: data.kind, source: data.source, code: request.document?.code ?? null, title: data.title, reason: data.why }
	});
	const me = userIdOf(ctx.actor);
	await tell(
		ctx,
		request,
		'request_proposed',
		(await officersOf(ctx, data.unitId)).filter((id) => id !== me)
	);
	return { id: request.id, number, state: 'proposed', rowVersion: request.rowVersion };
}
