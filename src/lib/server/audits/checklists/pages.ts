import { may } from '#lib/domain/permissions/decide.ts';
import { compareQuestions } from '#lib/domain/audits/checklists/compare.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { clausesOf, linkableDocuments, loadChecklist, loadVersion, mayManage, type LoadedChecklist, type LoadedVersion } from './facts.ts';
import { listChecklists, questionsOf, type ChecklistPurpose, type ChecklistQuestion } from './published.ts';

type Choice = { readonly value: string; readonly label: string };

export type ListedChecklist = {
	readonly id: string;
	readonly unitId: string | null;
	readonly title: string;
	readonly purpose: ChecklistPurpose;
	readonly standardCode: string;
	readonly unitKinds: readonly string[];
	readonly isSample: boolean;
	readonly isRetired: boolean;
	/** Of the newest published version; null when there is none. */
	readonly number: number | null;
	readonly publishedAt: Date | null;
	/** Of that version, else of the draft. */
	readonly questions: number;
	/** Told only to who writes it. */
	readonly hasDraft: boolean;
};

/** The lists of the unit where somebody works, as far as they may read them, and the province's. @throws Unauthenticated, Forbidden */
export async function checklistsPage(ctx: Ctx, activeUnitId: string | null) {
	const unitId = activeUnitId !== null && may(ctx.actor, 'checklist.read', { unitId: activeUnitId }) ? activeUnitId : null;
	if (unitId === null) authorize(ctx, 'checklist.read_province');
	const kinds = await kindChoices(ctx);
	const rows = await ctx.db.$queryRaw<ListedChecklist[]>`
		select c.id, c.unit_id as "unitId", c.title, c.purpose::text as purpose, c.standard_code as "standardCode", coalesce(c.unit_kinds, '{}') as "unitKinds",
			c.is_sample as "isSample", c.retired_on is not null as "isRetired", v.number, v.published_at as "publishedAt",
			(select count(*)::int from checklist_question q where q.version_id = coalesce(v.id, draft.id)) as questions,
			draft.id is not null as "hasDraft"
		from checklist c
		left join lateral (select v.id, v.number, v.published_at from checklist_version v
			where v.checklist_id = c.id and v.state = 'published' order by v.number desc limit 1) v on true
		left join checklist_version draft on draft.checklist_id = c.id and draft.state = 'draft'
		where (c.unit_id is null or c.unit_id = ${unitId}::uuid)
			and (v.id is not null or draft.id is not null and (c.unit_id is not null or ${mayManage(ctx, null)}))
		order by c.retired_on is not null, c.is_sample, c.title, c.id`;
	const nameOf = (code: string) => kinds.find(({ value }) => value === code)?.label ?? code;
	const shown = rows
		// What the province took out of use says nothing to a unit.
		.filter((row) => !row.isRetired || mayManage(ctx, row.unitId))
		.map((row) => ({ ...row, unitKinds: row.unitKinds.map(nameOf), hasDraft: row.hasDraft && mayManage(ctx, row.unitId) }));
	const unit = unitId === null ? null : ((await unitNamesOn(ctx, [unitId], today(ctx))).get(unitId) ?? null);
	return {
		unit,
		own: shown.filter((row) => row.unitId !== null),
		province: shown.filter((row) => row.unitId === null),
		can: { unit: unitId !== null && mayManage(ctx, unitId), province: mayManage(ctx, null) }
	};
}

/** What the form of a new checklist offers. @throws Forbidden when the actor writes neither the unit's nor the province's */
export async function newChecklistPage(ctx: Ctx, activeUnitId: string | null, params: URLSearchParams) {
	const unit = activeUnitId !== null && mayManage(ctx, activeUnitId);
	const province = mayManage(ctx, null);
	if (!unit && !province) authorize(ctx, 'checklist.manage', { unitId: activeUnitId });
	const sources = await listChecklists(ctx, { unitId: unit ? activeUnitId : null });
	const from = params.get('from');
	const source = sources.find(({ versionId }) => versionId === from) ?? null;
	const older = source || from === null || !isUuid(from) ? null : await loadVersion(ctx, from);
	return {
		can: { unit, province },
		kinds: await kindChoices(ctx),
		standards: (await ctx.db.standard.findMany({ orderBy: { sortOrder: 'desc' } })).map((standard): Choice => ({
			value: standard.code,
			label: ctx.locale === 'vi' ? standard.nameVi : standard.nameEn
		})),
		sources: [
			...sources.map(({ versionId, title, number, isSample, unitId, questions }) => ({
				versionId,
				title,
				number,
				isSample,
				isProvince: unitId === null,
				questions
			})),
			...(older
				? [
						{
							versionId: older.version.id,
							title: older.checklist.title,
							number: older.version.number,
							isSample: older.checklist.isSample,
							isProvince: older.checklist.unitId === null,
							questions: (await questionsOf(ctx, older.version.id)).length
						}
					]
				: [])
		],
		from: source
			? { versionId: source.versionId, title: source.title, purpose: source.purpose, unitKinds: source.unitKinds }
			: older
				? {
						versionId: older.version.id,
						title: older.checklist.title,
						purpose: older.checklist.purpose,
						unitKinds: older.checklist.unitKinds
					}
				: null
	};
}

/** A checklist as one of its versions says it: `?v=` its number, else the newest published one, else the draft. @throws NotFound */
export async function checklistPage(ctx: Ctx, id: string, params: URLSearchParams) {
	const checklist = await loadChecklist(ctx, id);
	const asked = params.get('v');
	const version =
		asked === null ? (checklist.published ?? checklist.draft) : (checklist.versions.find(({ number }) => String(number) === asked) ?? null);
	if (!version) throw new NotFound();
	const questions = await questionsOf(ctx, version.id);
	const kinds = await kindChoices(ctx);
	const unit = checklist.unitId === null ? null : ((await unitNamesOn(ctx, [checklist.unitId], today(ctx))).get(checklist.unitId) ?? null);
	return {
		checklist: { ...checklist, kinds: checklist.unitKinds.map((code) => kinds.find(({ value }) => value === code)?.label ?? code) },
		unit,
		standard: await standardName(ctx, checklist.standardCode),
		version,
		sections: sectionsOf(questions),
		total: { questions: questions.length, points: questions.reduce((sum, { weight }) => sum + weight, 0) },
		clauses: await clauseTitles(ctx, checklist.standardCode),
		documents: await documentNames(ctx, questions),
		uses: await usesOf(ctx, checklist),
		kinds,
		can: {
			manage: checklist.mayManage && checklist.retiredOn === null,
			copy: checklist.published !== null && mayCopy(ctx)
		}
	};
}

/** The draft with what its editor needs; `?question=` is being edited, `?add=` names the section of a new one. @throws NotFound, Forbidden */
export async function checklistEditor(ctx: Ctx, id: string, params: URLSearchParams) {
	const checklist = await loadChecklist(ctx, id);
	if (!checklist.mayManage) authorize(ctx, 'checklist.manage', { unitId: checklist.unitId });
	if (!checklist.draft) throw new NotFound();
	const questions = await questionsOf(ctx, checklist.draft.id);
	const documents = await linkableDocuments(ctx, checklist.unitId);
	return {
		checklist,
		version: checklist.draft,
		sections: sectionsOf(questions),
		total: { questions: questions.length, points: questions.reduce((sum, { weight }) => sum + weight, 0) },
		clauses: (await clausesOf(ctx, checklist.standardCode)).map(({ number, titleVi, titleEn }) => ({
			value: number,
			label: number,
			hint: ctx.locale === 'vi' ? titleVi : titleEn
		})),
		choices: documents.map(({ id, code, title }) => ({ value: id, label: code, hint: title })),
		documents: await documentNames(ctx, questions),
		editing: questions.find((question) => question.id === params.get('question')) ?? null,
		adding: params.get('add')
	};
}

/** Two versions of a checklist by key: `?from=` and `?to=` their numbers, else the last two. @throws NotFound */
export async function checklistComparison(ctx: Ctx, id: string, params: URLSearchParams) {
	const checklist = await loadChecklist(ctx, id);
	const numbered = (name: string) => checklist.versions.find(({ number }) => String(number) === params.get(name)) ?? null;
	const later = numbered('to') ?? checklist.versions[0] ?? null;
	const earlier = numbered('from') ?? checklist.versions.find(({ number }) => later !== null && number < later.number) ?? null;
	const [before, after] =
		earlier && later ? [await questionsOf(ctx, earlier.id), await questionsOf(ctx, later.id)] : ([[], []] satisfies ChecklistQuestion[][]);
	return {
		checklist,
		earlier,
		later,
		comparison: earlier && later ? compareQuestions(before, after) : null,
		documents: await documentNames(ctx, [...before, ...after])
	};
}

export type Section = { readonly title: string; readonly questions: readonly ChecklistQuestion[] };

/** Neighbours of one section together: a section that comes twice is shown twice. */
function sectionsOf(questions: readonly ChecklistQuestion[]): Section[] {
	const sections: { title: string; questions: ChecklistQuestion[] }[] = [];
	for (const question of questions) {
		const last = sections.at(-1);
		if (last?.title === question.section) last.questions.push(question);
		else sections.push({ title: question.section, questions: [question] });
	}
	return sections;
}

/** How many audits and cycles ask by each version. A unit's lists are asked for by its own audits; the province's also by units'. */
async function usesOf(ctx: Ctx, { versions }: LoadedChecklist): Promise<{ audits: number; cycles: number; units: number }> {
	const ids = versions.map(({ id }: LoadedVersion) => id);
	const [row] = await ctx.db.$queryRaw<{ audits: number; cycles: number; units: number }[]>`
		select (select count(*)::int from internal_audit a where a.checklist_version_id = any(${ids}::uuid[])) as audits,
			(select count(distinct a.unit_id)::int from internal_audit a where a.checklist_version_id = any(${ids}::uuid[])) as units,
			(select count(*)::int from audit_cycle c where c.checklist_version_id = any(${ids}::uuid[]) and c.state <> 'draft') as cycles`;
	return row ?? { audits: 0, cycles: 0, units: 0 };
}

async function standardName(ctx: Ctx, code: string): Promise<string> {
	const standard = await ctx.db.standard.findUnique({ where: { code } });
	return (ctx.locale === 'vi' ? standard?.nameVi : standard?.nameEn) ?? code;
}

async function clauseTitles(ctx: Ctx, standardCode: string): Promise<Record<string, string>> {
	const clauses = await clausesOf(ctx, standardCode);
	return Object.fromEntries(clauses.map(({ number, titleVi, titleEn }) => [number, ctx.locale === 'vi' ? titleVi : titleEn]));
}

/** Code and title of the documents that questions name. */
async function documentNames(ctx: Ctx, questions: readonly ChecklistQuestion[]): Promise<Record<string, { code: string; title: string }>> {
	const ids = [...new Set(questions.flatMap(({ documentIds }) => documentIds))];
	if (ids.length === 0) return {};
	const rows = await ctx.db.$queryRaw<{ id: string; code: string; title: string }[]>`
		select id, code, title from document where id in (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))})`;
	return Object.fromEntries(rows.map(({ id, code, title }) => [id, { code, title }]));
}

function mayCopy(ctx: Ctx): boolean {
	if (ctx.actor.kind !== 'user') return false;
	return mayManage(ctx, null) || ctx.actor.memberships.some(({ unitId }) => mayManage(ctx, unitId));
}

async function kindChoices(ctx: Ctx): Promise<Choice[]> {
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	return kinds.map((kind) => ({ value: kind.code, label: ctx.locale === 'vi' ? kind.nameVi : kind.nameEn }));
}
