import type { AnnouncementInput } from '#lib/domain/roll-out/announcements/forms.ts';
import { proposedKind, scopeChange, type AnnouncementKind } from '#lib/domain/roll-out/announcements/kinds.ts';
import { basesOn, subjectOf, usualAnnouncementWords } from '#lib/domain/roll-out/announcements/words.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { bump, loadAnnouncement, predecessorOf, recordAct, takeDraft } from './facts.ts';
import { announcementMachine } from './machines.ts';
import { announcementRules } from './rules.ts';
import { scopeOn, writeScope, type ScopeService } from './scope.ts';

/**
 * Begins a draft with the scope that eISO knows and the usual words. With `takenOn` it is recorded from paper: its days may be past. Recorded as
 * `announcement.create`.
 * @throws Forbidden; Invalid `standardCode`, `effectiveOn`, `confirmationId`; Conflict `unit_closed`, `announcement_draft_exists`
 */
export function createAnnouncement(
	ctx: Ctx,
	input: {
		unitId: string;
		/** Null: as proposed. */
		kind: AnnouncementKind | null;
		standardCode: string;
		confirmationId?: string | null;
		effectiveOn?: Day | null;
		takenOn?: boolean;
	}
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, standardCode } = input;
		const role = authorize(ctx, 'announcement.manage', { unitId });
		const takenOn = input.takenOn ?? false;
		const day = input.effectiveOn ?? today(ctx);
		await requireOpenUnit(ctx, unitId, takenOn || day < today(ctx) ? today(ctx) : day);
		if (!takenOn && day < today(ctx)) throw new Invalid({ effectiveOn: 'effective_in_past' });
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const open = await ctx.db.announcement.findFirst({ where: { unitId, state: 'draft' }, select: { number: true } });
		if (open) throw new Conflict('announcement_draft_exists', { number: open.number });
		if (takenOn) await requireNoneYet(ctx, unitId);
		const standard = await ctx.db.standard.findUnique({ where: { code: standardCode } });
		if (!standard) throw new Invalid({ standardCode: 'invalid' });
		const confirmationId = await checkedConfirmation(ctx, unitId, input.confirmationId ?? null);
		const predecessor = await predecessorOf(ctx, unitId, day);
		const services = await scopeOn(ctx, unitId, day < today(ctx) ? today(ctx) : day);
		const kind = input.kind ?? proposedKind(predecessor, standardCode, scopeChange(predecessor?.services ?? [], services));
		const [unit, rules, period] = await Promise.all([
			decisionUnit(ctx, { unitId, decisionDate: null }),
			announcementRules(ctx),
			ctx.db.unitStandard.findFirst({ where: { unitId, ...validOn(day) }, select: { scope: true } })
		]);
		const words = usualAnnouncementWords(unit, {
			kind,
			standardName: standard.nameVi,
			scope: period?.scope ?? '',
			grounds: basesOn(rules.bases, today(ctx))
		});
		const number = await takeNumber(ctx, 'CB', unitId);
		const { id } = await ctx.db.announcement.create({
			data: {
				unitId,
				number,
				kind,
				takenOn,
				standardCode,
				supersedesId: predecessor?.id ?? null,
				confirmationId,
				words: { ...words, grounds: [...words.grounds], recipients: [...words.recipients] },
				effectiveOn: input.effectiveOn ? toDbDate(input.effectiveOn) : null,
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await writeScope(ctx, id, services);
		await recordAct(ctx, { id, unitId }, 'create', role, { number, kind, takenOn, standardCode, services: services.length });
		return { id, number };
	});
}

/** Papers are taken on before the unit announces in eISO: the past of what it announced here does not move. */
async function requireNoneYet(ctx: Ctx, unitId: string): Promise<void> {
	const where = { unitId, takenOn: false, state: { in: ['signed', 'withdrawn'] } } as const;
	if (await ctx.db.announcement.findFirst({ where: { ...where, state: { in: [...where.state.in] } }, select: { id: true } }))
		throw new Conflict('announcement_exists');
}

async function checkedConfirmation(ctx: Ctx, unitId: string, id: string | null): Promise<string | null> {
	if (id === null) return null;
	const found = await ctx.db.systemConfirmation.findFirst({
		where: { id, unitId, state: 'signed', effective: true },
		select: { id: true }
	});
	if (!found) throw new Invalid({ confirmationId: 'invalid' });
	return found.id;
}

/**
 * Everything of a draft but its list of services. Recorded with before and after.
 * @throws as `takeDraft`; Invalid for days that do not fit, `standardCode`, `confirmationId`
 */
export function saveAnnouncement(ctx: Ctx, input: { id: string } & AnnouncementInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeDraft(ctx, input.id, input.rowVersion);
		const { decisionDate, effectiveOn } = input;
		const effectiveTo = announcement.takenOn ? input.effectiveTo : null;
		const fields: Record<string, string> = {};
		if (decisionDate !== null && decisionDate > today(ctx)) fields.decisionDate = 'day_in_future';
		if (effectiveOn !== null && !announcement.takenOn && effectiveOn < today(ctx)) fields.effectiveOn = 'effective_in_past';
		if (effectiveOn !== null && decisionDate !== null && effectiveOn < decisionDate) fields.effectiveOn = 'before_decision';
		if (effectiveTo !== null && (effectiveOn === null || effectiveTo <= effectiveOn)) fields.effectiveTo = 'day_order';
		const standard = await ctx.db.standard.findUnique({ where: { code: input.standardCode }, select: { nameVi: true } });
		if (!standard) fields.standardCode = 'invalid';
		if (Object.keys(fields).length > 0) throw new Invalid(fields);
		const confirmationId = await checkedConfirmation(ctx, announcement.unitId, input.confirmationId);
		const predecessor = await predecessorOf(ctx, announcement.unitId, effectiveOn ?? today(ctx), announcement.id);
		const follows = subjectOf(announcement.kind, announcement.standard.nameVi) === announcement.words.subject;
		const words = {
			place: tidy(input.place),
			// Words nobody changed follow the kind and the edition.
			subject:
				follows && input.subject === announcement.words.subject ? subjectOf(input.kind, standard?.nameVi ?? '') : tidy(input.subject),
			authority: tidy(input.authority),
			grounds: input.grounds.map(tidy),
			fields: tidy(input.fields),
			responsible: tidy(input.responsible),
			recipients: input.recipients.map(tidy)
		};
		const plain = {
			kind: input.kind,
			standardCode: input.standardCode,
			decisionNumber: tidy(input.decisionNumber),
			confirmationId,
			supersedesId: predecessor?.id ?? null
		};
		await bump(ctx, announcement.id, announcement.rowVersion, {
			...plain,
			words,
			decisionDate: decisionDate && toDbDate(decisionDate),
			effectiveOn: effectiveOn && toDbDate(effectiveOn),
			effectiveTo: effectiveTo && toDbDate(effectiveTo),
			endedFor: effectiveTo ? 'superseded' : null
		});
		const { kind, standardCode, decisionNumber } = announcement;
		await recordAct(
			ctx,
			announcement,
			'edit',
			role,
			{
				kind: plain.kind,
				standardCode: plain.standardCode,
				decisionNumber: plain.decisionNumber,
				decisionDate,
				effectiveOn,
				scope: words.fields
			},
			{
				before: {
					...{ kind, standardCode, decisionNumber },
					decisionDate: announcement.decisionDate,
					effectiveOn: announcement.effectiveOn,
					scope: announcement.words.fields
				}
			}
		);
	});
}

/** Takes the services from eISO again, as they stand on the first day of the draft. Recorded. @throws as `takeDraft` */
export function refreshScope(ctx: Ctx, input: { id: string; rowVersion: number }): Promise<void> {
	return changeScope(ctx, input, ({ unitId, effectiveOn }) => {
		const day = effectiveOn && effectiveOn > today(ctx) ? effectiveOn : today(ctx);
		return scopeOn(ctx, unitId, day);
	});
}

/** Leaves in the scope what is named. Recorded. @throws as `takeDraft` */
export function keepInScope(ctx: Ctx, input: { id: string; rowVersion: number; lineIds: readonly string[] }): Promise<void> {
	return changeScope(ctx, input, ({ services }) => services.filter(({ id }) => input.lineIds.includes(id)));
}

/** The services of a paper, a line each: code, name, field, procedure, separated by tabs or semicolons. Only of what is taken on. @throws as `takeDraft`; Invalid */
export function typeScope(ctx: Ctx, input: { id: string; rowVersion: number; text: string }): Promise<void> {
	const services = input.text.split(/\r?\n/).flatMap((line): ScopeService[] => {
		const [code = '', name = '', field = '', procedureCode = ''] = line.split(/\t|;/).map(tidy);
		return name === '' ? [] : [{ serviceId: null, code, name, field, procedureCode }];
	});
	if (
		services.some(
			({ code, name, field, procedureCode }) => code.length > 60 || name.length > 1000 || field.length > 300 || procedureCode.length > 200
		)
	)
		throw new Invalid({ text: 'too_long:1000' });
	return changeScope(ctx, input, ({ takenOn }) => {
		if (!takenOn) throw new Invalid({ text: 'invalid' });
		return services;
	});
}

type Draft = Awaited<ReturnType<typeof takeDraft>>['announcement'];

function changeScope(
	ctx: Ctx,
	{ id, rowVersion }: { id: string; rowVersion: number },
	choose: (draft: Draft) => readonly ScopeService[] | Promise<readonly ScopeService[]>
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeDraft(ctx, id, rowVersion);
		const services = await choose(announcement);
		await writeScope(ctx, id, services);
		await bump(ctx, id, rowVersion);
		const { added, removed } = scopeChange(announcement.services, services);
		await recordAct(ctx, announcement, 'change_scope', role, {
			services: services.length,
			added: added.slice(0, 50).map(({ code, name }) => code || name),
			removed: removed.slice(0, 50).map(({ code, name }) => code || name)
		});
	});
}

/** Gives a draft up, with the reason. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `illegal_transition` */
export function cancelAnnouncement(ctx: Ctx, input: { id: string; rowVersion: number; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const comment = requireReason(input.reason, 'reason');
		await transition(ctx, announcementMachine, announcement, 'cancel', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { submittedAt: null, submittedById: null }
		});
		await lapse(ctx, 'announcement', [announcement.id], ['announcement_submitted', 'announcement_returned']);
	});
}
