import { readOutline, readWhys, type CauseMethod, type CauseNode } from '#lib/domain/corrective-actions/cause.ts';
import { isDay, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockAction, moveAction, type ActionResult, type LoadedAction } from './action-facts.ts';
import { requireColleague, requireComing } from './assign.ts';

const longest = 4_000;

function text(value: string | null | undefined, field: string): string {
	const kept = tidy(value);
	if (kept.length > longest) throw new Invalid({ [field]: `too_long:${longest}` });
	return kept;
}

/** Who may not write on it is told so before what is wrong with what they wrote. */
async function lockToRecord(ctx: Ctx, actionId: string): ReturnType<typeof lockAction> {
	const loaded = await lockAction(ctx, actionId);
	authorize(ctx, 'action.record', loaded.subject);
	return loaded;
}

export type CorrectionInput = {
	correction: string;
	/** The day on which it was done; null: not yet. */
	correctionDoneOn: Day | null;
	/** Why nothing can be corrected. */
	correctionImpossible: string | null;
	consequences: string;
};

/**
 * C3: what was corrected at once, or why nothing can be, and how the consequences were dealt with.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`, `stale`; Invalid by field
 */
export function recordCorrection(ctx: Ctx, input: CorrectionInput & { actionId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockToRecord(ctx, input.actionId);
		const done = input.correctionDoneOn;
		if (done !== null && !isDay(done)) throw new Invalid({ correctionDoneOn: 'day_invalid' });
		if (done !== null && done > today(ctx)) throw new Invalid({ correctionDoneOn: 'day_to_come' });
		const correction = text(input.correction, 'correction');
		if (done !== null && correction === '') throw new Invalid({ correction: 'required' });
		const impossible = text(input.correctionImpossible, 'correctionImpossible');
		if (impossible !== '' && correction !== '') throw new Invalid({ correctionImpossible: 'correction_or_impossible' });
		return moveAction(ctx, action, 'record', subject, {
			expectedRowVersion: input.rowVersion,
			data: {
				correction,
				correctionDoneOn: done ? toDbDate(done) : null,
				correctionImpossible: impossible || null,
				consequences: text(input.consequences, 'consequences')
			},
			before: { state: action.state, correction: short(action.correction), consequences: short(action.consequences) },
			details: { part: 'correction' },
			after: { correction: short(correction || impossible), consequences: short(tidy(input.consequences)) }
		});
	});
}

export type CauseInput = {
	method: CauseMethod;
	/** The answers to five (at most seven) whys; for a tree one text, an outline. */
	whys: readonly string[];
	outline: string;
	rootCause: string;
	riskTouched: boolean | null;
	riskNote: string;
};

/** C3: the cause by five whys or a tree, the root cause in words, and whether a risk or a planned change is touched. @throws as `recordCorrection` */
export function recordCause(ctx: Ctx, input: CauseInput & { actionId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockToRecord(ctx, input.actionId);
		const cause = causeOf(input);
		const rootCause = text(input.rootCause, 'rootCause');
		const riskNote = text(input.riskNote, 'riskNote');
		if (input.riskTouched === true && riskNote === '') throw new Invalid({ riskNote: 'required' });
		return moveAction(ctx, action, 'record', subject, {
			expectedRowVersion: input.rowVersion,
			data: { causeMethod: input.method, cause: cause ?? Prisma.DbNull, rootCause, riskTouched: input.riskTouched, riskNote },
			before: { state: action.state, rootCause: short(action.rootCause), riskTouched: action.riskTouched },
			details: { part: 'cause' },
			after: { rootCause: short(rootCause), riskTouched: input.riskTouched }
		});
	});
}

function causeOf(input: CauseInput): Prisma.InputJsonValue | null {
	if (input.method === 'five_whys') {
		const read = readWhys(input.whys);
		if ('wrong' in read) throw new Invalid({ whys: read.wrong });
		return read.whys.length > 0 ? read.whys : null;
	}
	const read = readOutline(input.outline);
	if ('wrong' in read) throw new Invalid({ outline: read.wrong });
	return read.roots.length > 0 ? read.roots.map(jsonOf) : null;
}

const jsonOf = ({ text, children }: CauseNode): Prisma.InputJsonObject => ({ text, children: children.map(jsonOf) });

/** The trail says what it was about; the action keeps the words. */
const short = (words: string) => words.slice(0, 300);

export type LineInput = { what: string; doerId: string; dueOn: Day };
const mostLines = 50;

async function requireLine(ctx: Ctx, action: LoadedAction, input: LineInput): Promise<{ what: string; dueOn: Date }> {
	const what = tidy(input.what);
	if (what === '') throw new Invalid({ what: 'required' });
	if (what.length > 1_000) throw new Invalid({ what: 'too_long:1000' });
	await requireColleague(ctx, action.unitId, input.doerId, 'doerId');
	return { what, dueOn: toDbDate(requireComing(ctx, input.dueOn, 'dueOn')) };
}

/** C3: a line of the plan: what, who, by when. @throws as `recordCorrection` */
export function addLine(ctx: Ctx, input: LineInput & { actionId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockToRecord(ctx, input.actionId);
		const line = await requireLine(ctx, action, input);
		if (action.actionLineAction.length >= mostLines) throw new Invalid({ what: 'lines_too_many' });
		const moved = await moveAction(ctx, action, 'record', subject, {
			expectedRowVersion: input.rowVersion,
			details: { part: 'line', what: short(line.what), doer: input.doerId, dueOn: input.dueOn }
		});
		await createLine(ctx, action, { ...line, doerId: input.doerId });
		return moved;
	});
}

async function createLine(
	ctx: Ctx,
	action: LoadedAction,
	line: { what: string; doerId: string; dueOn: Date; position?: number }
): Promise<void> {
	const position = line.position ?? (action.actionLineAction.at(-1)?.position ?? 0) + 1;
	await ctx.db.actionLine.create({ data: { ...line, position, actionId: action.id, firstDueOn: line.dueOn } });
}

/** C3: another wording, person or day of a line; a line of another day takes the place of the one before, whose first date stays. */
export function changeLine(ctx: Ctx, input: LineInput & { actionId: string; lineId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockToRecord(ctx, input.actionId);
		const old = lineOf(action, input.lineId);
		const line = await requireLine(ctx, action, input);
		const moved = await moveAction(ctx, action, 'record', subject, {
			expectedRowVersion: input.rowVersion,
			before: { state: action.state, what: short(old.what), doer: old.doerId, dueOn: fromDbDate(old.dueOn) },
			details: { part: 'line', what: short(line.what), doer: input.doerId, dueOn: input.dueOn }
		});
		if (fromDbDate(old.firstDueOn) === input.dueOn) {
			await ctx.db.actionLine.update({
				where: { id: old.id },
				data: { what: line.what, doerId: input.doerId, rowVersion: old.rowVersion + 1 }
			});
		} else {
			await ctx.db.actionLine.update({ where: { id: old.id }, data: { removedAt: ctx.clock.now(), rowVersion: old.rowVersion + 1 } });
			await createLine(ctx, action, { ...line, doerId: input.doerId, position: old.position });
		}
		return moved;
	});
}

/** C3: takes a line out of the plan before it goes up. */
export function removeLine(ctx: Ctx, input: { actionId: string; lineId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockToRecord(ctx, input.actionId);
		const line = lineOf(action, input.lineId);
		const moved = await moveAction(ctx, action, 'record', subject, {
			expectedRowVersion: input.rowVersion,
			before: { state: action.state, what: short(line.what) },
			details: { part: 'line_out', what: short(line.what) }
		});
		await ctx.db.actionLine.update({ where: { id: line.id }, data: { removedAt: ctx.clock.now(), rowVersion: line.rowVersion + 1 } });
		return moved;
	});
}

/** A line of the plan as it stands. @throws NotFound; Conflict `stale` for one that was taken out meanwhile */
export function lineOf(action: LoadedAction, lineId: string): LoadedAction['actionLineAction'][number] {
	if (!isUuid(lineId)) throw new NotFound('line_not_found');
	const line = action.actionLineAction.find(({ id }) => id === lineId);
	if (!line) throw new Conflict('stale', { state: action.state });
	return line;
}
