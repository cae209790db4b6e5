import type { Ctx } from '#lib/server/platform/context.ts';
import { announcementRulesKey } from '#lib/server/roll-out/announcements/rules.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import announcements from './data/announcements.json' with { type: 'json' };
import kinds from './data/kinds.json' with { type: 'json' };
import { loadRollOut, readRollOut } from './roll-out.ts';
import { loadSamples, loadSampleSet, readSamples, readSampleSet } from './samples.ts';
import { loadStandards, readEditions } from './standards.ts';

/**
 * Loads the kinds of units and documents, how often each is reviewed, the editions of the standard, the plans of the roll-out and the samples of checklists and criteria. All of it is
 * data that an installation may change: what is there already is left as it is, so that every start may call this. The classes of procedures are an
 * enum of the schema.
 */
export async function loadReference(ctx: Ctx): Promise<void> {
	const editions = await readEditions();
	const samples = await readSamples();
	const sampleSet = await readSampleSet();
	await transaction(ctx, async (ctx) => {
		await ctx.db.unitKind.createMany({ data: kinds.unitKinds, skipDuplicates: true });
		await ctx.db.documentKind.createMany({ data: kinds.documentKinds, skipDuplicates: true });
		await loadStandards(ctx, editions);
		await loadSamples(ctx, samples);
		await loadSampleSet(ctx, sampleSet);
		await loadRollOut(ctx, readRollOut());
		await ctx.db.setting.createMany({ data: [{ key: announcementRulesKey, value: announcements }], skipDuplicates: true });
		await ctx.db.reviewInterval.createMany({ data: kinds.reviewIntervals, skipDuplicates: true });
	});
}
