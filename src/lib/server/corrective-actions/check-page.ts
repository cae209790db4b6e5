import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { referenceOptions } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { loadActionOutline, type LoadedAction } from './action-facts.ts';
import { pointable } from './action-page.ts';
import { evidenceOf } from './evidence-list.ts';
import { extensionsOf } from './extensions.ts';
import { blocksOf, type Block } from './gate.ts';
import { recurrenceOf } from './recurrences.ts';
import { peopleOfPlan, verifierChoices } from './verifier.ts';

const working = ['analysing', 'awaiting_plan_approval', 'in_progress', 'verifying'];
const person = { select: { fullName: true } } as const;

/**
 * The check of an action: who verifies, what it waits for, the documents that it amends, more time, and how often it came back. Whoever sees
 * only the outline sees the dates. @throws NotFound
 */
export async function checkPage(ctx: Ctx, actionId: string) {
	const loaded = await loadActionOutline(ctx, actionId);
	const { action, subject, sight } = loaded;
	const whole = sight === 'whole';
	const open = working.includes(action.state);
	const can = (name: Parameters<typeof may>[1]) => may(ctx.actor, name, subject);
	const inspected = action.source === 'inspection';
	const part = whole && (await hadPart(ctx, action));
	const acts = {
		name: whole && open && can(inspected ? 'action.name_inspector' : 'action.name_verifier'),
		link: whole && open && can('action.link_document'),
		unlink: whole && open && can('action.link_document') && !(action.approvedAt !== null && part),
		ask: whole && open && can('action.plan'),
		verify: whole && action.state === 'verifying' && can('action.verify') && !part
	};
	const extensions = await extensionsOf(ctx, loaded);
	const dueOn = fromDbDate(action.dueOn);
	return {
		id: action.id,
		number: action.number,
		state: action.state,
		outcome: action.outcome,
		inspected,
		firstDueOn: fromDbDate(action.firstDueOn),
		dueOn,
		checkDueOn: fromDbDate(action.checkDueOn),
		rowVersion: action.rowVersion,
		acts,
		extensions,
		nextDue: dueOn === null ? today(ctx) : addDays(dueOn > today(ctx) ? dueOn : today(ctx), 14),
		whole: whole ? await wholeCheck(ctx, action, acts) : null
	};
}

async function hadPart(ctx: Ctx, action: LoadedAction): Promise<boolean> {
	return ctx.actor.kind === 'user' && (await peopleOfPlan(ctx, action)).has(ctx.actor.userId);
}

async function wholeCheck(ctx: Ctx, action: LoadedAction, acts: { name: boolean; link: boolean; verify: boolean }) {
	const [more, blocks, links, files, recurrence] = await Promise.all([
		ctx.db.correctiveAction.findUniqueOrThrow({
			where: { id: action.id },
			select: {
				verifier: person,
				verifiedBy: person,
				verifierUnitId: true,
				verifierReason: true,
				closedRiskTouched: true,
				closedRiskNote: true,
				correctiveActionPredecessor: { select: { id: true, number: true } }
			}
		}),
		action.state === 'verifying' ? blocksOf(ctx, action) : ([] as Block[]),
		linksOf(ctx, action.id),
		evidenceOf(ctx, 'action_check', [action.id]),
		recurrenceOf(ctx, action)
	]);
	const guestUnit = more.verifierUnitId ? (await unitNamesOn(ctx, [more.verifierUnitId], today(ctx))).get(more.verifierUnitId)?.name : null;
	return {
		verifier: more.verifier?.fullName ?? null,
		guest: guestUnit ? { unit: guestUnit, reason: more.verifierReason ?? '' } : null,
		blocks,
		links,
		files: files.get(action.id) ?? [],
		recurrence,
		result:
			action.verifiedAt && action.verification
				? {
						text: action.verification,
						by: more.verifiedBy?.fullName ?? '',
						day: dayOf(action.verifiedAt),
						riskNote: more.closedRiskTouched ? more.closedRiskNote : null
					}
				: null,
		successors: more.correctiveActionPredecessor,
		choices: {
			verifiers: acts.name ? (await verifierChoices(ctx, action)).map(({ id, name }) => ({ value: id, label: name })) : [],
			documents: acts.link ? await referenceOptions(ctx, action.unitId) : [],
			versions: acts.link ? await openVersions(ctx, action.unitId) : [],
			...(acts.verify ? { evidence: await pointable(ctx, action.unitId) } : { evidence: { documents: [], records: [] } })
		}
	};
}

/** The documents that are linked, each with the version or request that is followed and whether anything of it is open. */
async function linksOf(ctx: Ctx, actionId: string) {
	const rows = await ctx.db.actionDocument.findMany({
		where: { actionId, removedAt: null },
		orderBy: { linkedAt: 'asc' },
		select: {
			id: true,
			note: true,
			document: { select: { id: true, code: true, title: true } },
			version: { select: { id: true, issueNo: true, revisionNo: true } },
			changeRequest: { select: { id: true, number: true } }
		}
	});
	const waiting = await ctx.db.$queryRaw<{ id: string }[]>`select distinct link_id as id from eiso_action_blocks(${actionId}::uuid)`;
	return rows.map(({ version, ...row }) => ({
		...row,
		version: version ? { id: version.id, numbers: shortNumbers(version) } : null,
		waits: waiting.some(({ id }) => id === row.id)
	}));
}

/** Versions that may be the amended one: open, or issued lately; newest first. */
async function openVersions(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.version.findMany({
		where: { unitId, state: { not: 'cancelled' } },
		orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
		take: 200,
		select: { id: true, issueNo: true, revisionNo: true, document: { select: { code: true } } }
	});
	return rows.map(({ id, document, ...numbers }) => ({ value: id, label: `${document.code} ${shortNumbers(numbers)}` }));
}

export type CheckPage = Awaited<ReturnType<typeof checkPage>>;
