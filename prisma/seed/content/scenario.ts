import { addDays, addMonths, type Day } from '#lib/domain/shared/day.ts';
import { batchesOf, finishBatch, workingYear, type BatchSlot, type UnitBatches } from './batches.ts';
import { compareMoments, scheduler, workday, type Scheduler } from './calendar.ts';
import { castOf, draftersOf, type Cast } from './cast.ts';
import { changeFor, citedCodes, contentOf, identityOf, numbersOf } from './content.ts';
import { approvedFor, openHistories, withdrawal, type Stage } from './histories.ts';
import { hashOf } from './names.ts';
import { audienceOf, visibilityOf } from './reach.ts';
import type {
	Life,
	Moment,
	Scenario,
	ScenarioAct,
	ScenarioDocument,
	ScenarioException,
	ScenarioVersion,
	TimelineEvent
} from './scenario-types.ts';
import type { DocumentSpec } from './types.ts';
import { specsOf, unitPlans, type UnitPlan } from './unit-plans.ts';
import { unitProfile, type UnitProfile } from './units.ts';

/**
 * The demo as data: about 400 documents of fifteen units with their histories, told in days before the day of loading, so that the
 * demo is always fresh. Nothing here is random: the same day gives the same scenario.
 */
export function buildScenario(today: Day): Scenario {
	const schedule = scheduler(today);
	const documents: Mutable<ScenarioDocument>[] = [];
	const batches: BatchSlot[] = [];
	for (const plan of unitPlans) {
		const unit = unitProfile(plan.unitCode);
		const unitBatches = batchesOf(plan, today);
		documents.push(...documentsOf(plan, unit, unitBatches, today, schedule));
		batches.push(...usedBatches(unitBatches));
	}
	const finished = batches.map((slot) => finishBatch(slot, unitProfile(slot.key.split('/')[0] ?? ''), schedule));
	const exceptions = exceptionsOf(today, schedule);
	schedule.settle();
	addLinks(documents);
	return { today, documents, batches: finished, exceptions };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function usedBatches(all: UnitBatches): BatchSlot[] {
	const slots = [...all.main, all.yearly.lastYear, all.yearly.thisYear, all.fresh, all.upcoming, all.prepared, all.revoked];
	return slots.filter((slot) => slot.versionKeys.length + slot.withdrawDocumentKeys.length > 0);
}

type Making = {
	readonly plan: UnitPlan;
	readonly unit: UnitProfile;
	readonly batches: UnitBatches;
	readonly schedule: Scheduler;
	readonly today: Day;
};

function documentsOf(
	plan: UnitPlan,
	unit: UnitProfile,
	batches: UnitBatches,
	today: Day,
	schedule: Scheduler
): Mutable<ScenarioDocument>[] {
	const making: Making = { plan, unit, batches, schedule, today };
	const year = workingYear(today);
	return specsOf(plan).flatMap((spec, index) => {
		const yearly = spec.code.includes('{year}');
		const life = plan.lives[spec.code] ?? plan.mix[index % plan.mix.length] ?? 'in_force';
		const now = documentOf(making, spec, yearly ? 'in_force' : life, year, yearly ? batches.yearly.thisYear : null);
		if (!yearly || !plan.lastYear) return [now];
		return [documentOf(making, spec, 'withdrawn_in_batch', year - 1, batches.yearly.lastYear), now];
	});
}

/** In which batches the issued versions of a document went out. */
function issuesOf(life: Life, batches: UnitBatches, chance: number): BatchSlot[] {
	const { main } = batches;
	const last = main.length - 1;
	const at = (...indexes: number[]) => [...new Set(indexes.map((index) => Math.min(index, last)))].flatMap((index) => main[index] ?? []);
	switch (life) {
		case 'in_force':
			return at(chance % 4 === 0 ? 1 + ((chance >>> 4) % Math.max(1, last)) : 0);
		case 'superseded_once':
			return chance % 9 === 0 ? [...at(0), batches.fresh] : at(0, 1 + ((chance >>> 4) % Math.max(1, last)));
		case 'superseded_twice':
			return chance % 5 === 0 ? [...at(0, 1), batches.fresh] : at(0, 1, Math.max(2, last));
		case 'superseded_thrice':
			return at(0, 1, 2, Math.max(3, last));
		case 'withdrawn':
		case 'withdrawn_in_batch':
			return at(0);
		default:
			return [[], at(0), at(0, 1)][chance % 3] ?? [];
	}
}

function documentOf(making: Making, spec: DocumentSpec, life: Life, year: number, yearBatch: BatchSlot | null): Mutable<ScenarioDocument> {
	const { unit, batches, schedule, plan } = making;
	const { code, title } = identityOf(spec, unit, year);
	const key = `${unit.code}:${code}`;
	const cast = castOf(spec, unit, life);
	const chance = hashOf(key);
	const versions: ScenarioVersion[] = [];
	const add = (acts: readonly ScenarioAct[], batch: BatchSlot | null) => {
		const version = versionOf(making, spec, year, key, versions, acts, batch);
		versions.push(version);
		batch?.versionKeys.push(version.key);
	};

	const issues = yearBatch ? [yearBatch] : issuesOf(life, batches, chance);
	for (const [index, batch] of issues.entries()) add(approvedFor(stageOf(making, cast, `${key}#${index}`), batch.day), batch);
	endOf(life, stageOf(making, cast, key), batches, add, versions);
	if (life === 'withdrawn_in_batch')
		(yearBatch ? batches.yearly.thisYear : (batches.main.at(-1) ?? batches.upcoming)).withdrawDocumentKeys.push(key);

	const firstBatch = issues[0] === batches.main[0];
	return {
		key,
		unitCode: unit.code,
		kind: spec.kind,
		class: spec.class,
		code,
		title,
		spec,
		year,
		parentKey: spec.parentCode && `${unit.code}:${spec.parentCode}`,
		ownerDivisionCode: cast.divisionCode,
		visibility: visibilityOf(spec),
		audience: audienceOf(spec, cast, chance),
		draftersKeys: draftersOf(cast),
		createdAt: firstBatch
			? schedule.at(unit.code, (plan.batchDays[0] ?? 0) - 45, 0)
			: (versions[0]?.acts[0]?.at ?? { day: making.today, minute: 0 }),
		createdBy: cast.officer,
		life,
		versions
	};
}

function stageOf(making: Making, cast: Cast, seed: string): Stage {
	return { cast, unitCode: making.unit.code, chance: hashOf(seed), schedule: making.schedule };
}

/** The last, unfinished or withdrawn, part of a history. */
function endOf(
	life: Life,
	stage: Stage,
	batches: UnitBatches,
	add: (acts: readonly ScenarioAct[], batch: BatchSlot | null) => void,
	versions: ScenarioVersion[]
): void {
	if (life === 'upcoming') return add(approvedFor(stage, batches.upcoming.day), batches.upcoming);
	if (life === 'revoked') return add(approvedFor(stage, batches.revoked.day), batches.revoked);
	if (life === 'approved') {
		// In one unit the approved versions already stand in a batch that waits for its decision.
		return add(openHistories.approved(stage), stage.unitCode === 'SO-NV' ? batches.prepared : null);
	}
	if (life === 'withdrawn') {
		const last = versions.pop();
		if (last) versions.push({ ...last, acts: [...last.acts, withdrawal(stage)] });
		return;
	}
	if (life in openHistories) add(openHistories[life as keyof typeof openHistories](stage), null);
}

function versionOf(
	making: Making,
	spec: DocumentSpec,
	year: number,
	key: string,
	before: readonly ScenarioVersion[],
	acts: readonly ScenarioAct[],
	batch: BatchSlot | null
): ScenarioVersion {
	const nth = before.length + 1;
	const content = contentOf(spec, making.unit, year, nth);
	return {
		key: `${key}#${nth}`,
		nth,
		step: changeFor(spec, nth)?.step ?? 'issue',
		numbers: numbersOf(spec, nth).at(-1) ?? { issueNo: 1, revisionNo: 0 },
		changeClass: content.changeClass,
		summary: content.summary,
		title: content.title,
		cites: citedCodes(content),
		acts,
		batchKey: batch?.key ?? null
	};
}

/** Leaves parents that the unit lacks out, and citations of documents that did not exist yet. */
function addLinks(documents: Mutable<ScenarioDocument>[]): void {
	const byKey = new Map(documents.map((document) => [document.key, document]));
	for (const document of documents) {
		if (document.parentKey && !byKey.has(document.parentKey)) document.parentKey = null;
		document.versions = document.versions.map((version) => ({
			...version,
			cites: version.cites.filter((code) => {
				const cited = byKey.get(`${document.unitCode}:${code}`);
				const created = version.acts[0]?.at;
				return cited !== undefined && created !== undefined && compareMoments(cited.createdAt, created) < 0;
			})
		}));
	}
}

/** Small units renew their exception every year, without a gap; the one in force ends in a few weeks, so that the reminder shows. */
function exceptionsOf(today: Day, schedule: Scheduler): ScenarioException[] {
	return unitPlans
		.filter((plan) => unitProfile(plan.unitCode).small)
		.flatMap((plan) => {
			const made: ScenarioException[] = [];
			for (const [index, offset] of [-702, -339].entries()) {
				const at = schedule.at(plan.unitCode, offset, -1);
				const before = made.at(-1)?.validTo;
				const validFrom = before && before > at.day ? before : at.day;
				made.push({
					key: `${plan.unitCode}/exception.${index + 1}`,
					unitCode: plan.unitCode,
					number: `0${index + 1}/NL`,
					reason: 'Đơn vị chỉ có hai người được giao nhiệm vụ soạn thảo và phê duyệt tài liệu; chưa bố trí được người soát xét riêng.',
					signedBy: `${plan.unitCode}/head`,
					at,
					validFrom,
					validTo: earlier(addDays(today, offset + 363), addMonths(validFrom, 12))
				});
			}
			return made;
		});
}

/** An exception lasts twelve months at most, also when its day moved to a working day. */
function earlier(a: Day, b: Day): Day {
	return a < b ? a : b;
}

/** Everything in the order in which it must be played. */
export function timeline(scenario: Scenario): TimelineEvent[] {
	const events: TimelineEvent[] = [
		...scenario.exceptions.map((exception) => ({ at: exception.at, type: 'exception' as const, exception })),
		...scenario.documents.map((document) => ({ at: document.createdAt, type: 'document' as const, document })),
		...scenario.documents.flatMap((document) =>
			document.versions.flatMap((version) => version.acts.map((act) => ({ at: act.at, type: 'act' as const, document, version, act })))
		),
		...scenario.batches.map((batch) => ({ at: batch.at, type: 'batch' as const, batch })),
		...scenario.batches.flatMap((batch) => (batch.revoke ? [{ at: batch.revoke.at, type: 'revoke' as const, batch }] : [])),
		...withdrawals(scenario).flatMap(requestFor)
	];
	return events.toSorted((a, b) => compareMoments(a.at, b.at));
}

type Withdrawal = { readonly at: Moment; readonly unitCode: string; readonly documentKey: string; readonly why: string };

function withdrawals({ documents, batches }: Scenario): Withdrawal[] {
	return [
		...documents.flatMap(({ key, unitCode, versions }) =>
			versions
				.flatMap(({ acts }) => acts.filter(({ event }) => event === 'withdraw'))
				.map(({ at, comment }) => ({ at, unitCode, documentKey: key, why: comment ?? '' }))
		),
		...batches.flatMap(({ at, unitCode, note, withdrawDocumentKeys }) =>
			withdrawDocumentKeys.map((documentKey) => ({ at, unitCode, documentKey, why: note }))
		)
	];
}

/** Proposed, considered and accepted in the two weeks before the document is withdrawn. */
function requestFor({ at, ...withdrawal }: Withdrawal): TimelineEvent[] {
	const steps = [
		['propose', 14],
		['consider', 10],
		['accept', 6]
	] as const;
	return steps.map(([step, before]) => ({
		at: { day: workday(addDays(at.day, -before)), minute: at.minute },
		type: 'request',
		step,
		...withdrawal
	}));
}
