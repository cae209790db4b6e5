import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checklistPurposes, longest, weights } from '#lib/domain/audits/checklists/forms.ts';
import { ruleParams, scoreRules } from '#lib/domain/audits/scores/rules.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** A sample checklist: a file under data/checklists. Written for eISO; the province may edit it or put its own in its place. */
const sampleFile = z.object({
	code: z.string().regex(/^[a-z-]+$/),
	title: z.string().min(1).max(300),
	purpose: z.enum(checklistPurposes),
	standardCode: z.string(),
	sections: z
		.array(
			z.object({
				title: z.string().min(1).max(longest.section),
				questions: z
					.array(
						z.object({
							text: z.string().min(1).max(longest.text),
							clause: z.string(),
							points: z.int().min(weights.least).max(weights.most),
							evidence: z.string().max(longest.evidence),
							guidance: z.string().max(longest.guidance)
						})
					)
					.min(1)
			})
		)
		.min(1)
});
export type SampleFile = z.infer<typeof sampleFile>;

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'data', 'checklists');

/** The samples of the folder, by code. */
export async function readSamples(dir = folder): Promise<SampleFile[]> {
	const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
	const files = await Promise.all(names.map(async (name) => sampleFile.parse(JSON.parse(await readFile(path.join(dir, name), 'utf8')))));
	return files.toSorted((a, b) => a.code.localeCompare(b.code));
}

/**
 * Loads the sample checklists as the province's, published and marked as samples. One that is there already is left as it is, edited or
 * not: its id comes from its code. In the caller's transaction.
 */
export async function loadSamples(ctx: Ctx, samples: readonly SampleFile[]): Promise<void> {
	const now = ctx.clock.now();
	for (const { code, title, purpose, standardCode, sections } of samples) {
		const checklistId = idOf(code);
		const { count } = await ctx.db.checklist.createMany({
			data: [{ id: checklistId, title, purpose, standardCode, unitKinds: [], isSample: true, createdAt: now }],
			skipDuplicates: true
		});
		if (count === 0) continue;
		const versionId = idOf(code, 'version 1');
		await ctx.db.checklistVersion.create({ data: { id: versionId, checklistId, number: 1, createdAt: now } });
		const questions = sections.flatMap((section) => section.questions.map((question) => ({ ...question, section: section.title })));
		await ctx.db.checklistQuestion.createMany({
			data: questions.map(({ points, ...question }, index) => ({
				...question,
				weight: points,
				versionId,
				key: idOf(code, question.section, question.text),
				position: index + 1
			}))
		});
		await ctx.db.checklistVersion.update({ where: { id: versionId }, data: { state: 'published', publishedAt: now } });
	}
}

/** The sample set of criteria: a file beside the checklists' folder. Not by any document of a province, and it says so. */
const sampleSet = z.object({
	title: z.string().min(1).max(300),
	criteria: z.array(
		z.object({
			code: z.string().max(20),
			text: z.string().max(1000),
			maxPoints: z.number().positive(),
			rule: z.enum(scoreRules),
			params: ruleParams
		})
	)
});
export type SampleSet = z.infer<typeof sampleSet>;

export async function readSampleSet(): Promise<SampleSet> {
	return sampleSet.parse(JSON.parse(await readFile(path.join(folder, '..', 'criteria-sample.json'), 'utf8')));
}

/** Loads it for the year of the clock, published; left as it is when it is there already. In the caller's transaction. */
export async function loadSampleSet(ctx: Ctx, { title, criteria }: SampleSet): Promise<void> {
	const now = ctx.clock.now();
	const id = idOf('criteria');
	const { count } = await ctx.db.criteriaSet.createMany({
		data: [{ id, year: Number(today(ctx).slice(0, 4)), title, unitKinds: [], isSample: true, createdAt: now }],
		skipDuplicates: true
	});
	if (count === 0) return;
	await ctx.db.criterion.createMany({ data: criteria.map((criterion, index) => ({ ...criterion, setId: id, position: index + 1 })) });
	await ctx.db.criteriaSet.update({ where: { id }, data: { state: 'published', publishedAt: now } });
}

/** The same on every installation, so that answers to the sample's questions can be compared. */
function idOf(...names: readonly string[]): string {
	const hex = createHash('sha256')
		.update(['eISO sample checklist', ...names].join('\n'))
		.digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
