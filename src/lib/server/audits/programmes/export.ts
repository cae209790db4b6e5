import { clauseList } from '#lib/domain/audits/clauses.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { checkpointSigner, type CheckpointSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { latestCheckpoint, writeCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import { renderAuditProgramme } from '#lib/server/pdf/render.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitHeading } from '#lib/server/units/units-on-day.ts';
import { loadProgramme } from './facts.ts';
import { programmePage, type ProgrammePage } from './page.ts';

type ExportedFile = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

/**
 * A programme as paper (with a checkpoint of the unit's chain at its foot) or as a spreadsheet of its audits. Reading: noted in the access log.
 * What is not signed is printed as a draft.
 * @throws NotFound
 */
export async function exportProgramme(
	ctx: Ctx,
	programmeId: string,
	format: 'pdf' | 'xlsx',
	signer?: CheckpointSigner
): Promise<ExportedFile> {
	const { programme } = await loadProgramme(ctx, programmeId);
	const page = await programmePage(ctx, programmeId);
	logRead(ctx, { action: 'export', unitId: programme.unitId, detail: `audit programme ${format} ${page.year}` });
	const at = { locale: ctx.locale };
	const fileName = `${m.programmes_of_year({ year: page.year }, at)}.${format}`;
	if (format === 'xlsx')
		return {
			bytes: await sheet(ctx, page),
			fileName,
			contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
		};
	await writeCheckpoint(ctx, programme.unitId, signer ?? checkpointSigner());
	return { bytes: await paper(ctx, page, programme.unitId), fileName, contentType: 'application/pdf' };
}

async function paper(ctx: Ctx, page: ProgrammePage, unitId: string): Promise<Uint8Array> {
	const heading = await unitHeading(ctx, unitId, today(ctx));
	const areaName = (id: string | null) =>
		page.areas.find((area) => area.id === id)?.name ?? m.programmes_map_unit({}, { locale: ctx.locale });
	const isSigned = page.state !== 'draft' && page.changeReason === null;
	const signature = isSigned ? (page.revisions[0]?.signature ?? null) : null;
	return renderAuditProgramme({
		...heading,
		printedAt: ctx.clock.now(),
		printedFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
		locale: ctx.locale,
		year: page.year,
		objectives: page.objectives,
		standard: page.standard,
		revision: page.revision,
		areas: page.areas.map(({ id, name }) => ({
			name,
			months: page.lines.filter(({ areaId }) => areaId === id).map(({ month }) => month)
		})),
		visits: page.visits.map(({ day }) => ({ month: Number(day.slice(5, 7)), day })),
		lines: page.lines.map((line) => ({
			month: line.month,
			area: line.areaName,
			clauses: clauseList(line.clauses),
			lead: line.leadName ?? '',
			result: resultOf(ctx, line),
			note: line.note
		})),
		gaps: page.coverage.gaps.map(({ areaId, clause, reason }) => ({ clause, area: areaName(areaId), reason })),
		madeBy: page.createdBy ?? '',
		signature: signature && {
			name: signature.signerName,
			position: signature.position,
			at: signature.signedAt,
			sha256: signature.contentSha256
		},
		checkpoint: await latestCheckpoint(ctx, unitId)
	});
}

type Line = ProgrammePage['lines'][number];

function resultOf(ctx: Ctx, { outcome, audits }: Line): string {
	if (outcome === null) return '';
	const words = {
		done: m.programmes_outcome_done,
		under_way: m.programmes_outcome_under_way,
		no_audit: m.programmes_outcome_no_audit,
		cancelled: m.programmes_outcome_cancelled
	} as const;
	return [words[outcome]({}, { locale: ctx.locale }), audits.map(({ number }) => number).join(', ')].filter(Boolean).join(' · ');
}

function sheet(ctx: Ctx, page: ProgrammePage): Promise<Uint8Array> {
	const at = { locale: ctx.locale };
	return writeSheet(
		page.lines,
		[
			{ header: m.programmes_year({}, at), value: () => page.year, width: 8 },
			{ header: m.programmes_month({}, at), value: (line) => line.month, width: 8 },
			{ header: m.programmes_area({}, at), value: (line) => line.areaName, width: 36 },
			{ header: m.programmes_clauses({}, at), value: (line) => clauseList(line.clauses), width: 40 },
			{ header: m.programmes_lead({}, at), value: (line) => line.leadName, width: 26 },
			{ header: m.programmes_result({}, at), value: (line) => resultOf(ctx, line), width: 24 },
			{ header: m.programmes_note({}, at), value: (line) => line.note, width: 40 }
		],
		m.programmes_lines({}, at),
		{
			sheet: m.programmes_gaps({}, at).slice(0, 31),
			lines: page.coverage.gaps.map(({ areaId, clause, reason }) => [
				`${clause} · ${page.areas.find((area) => area.id === areaId)?.name ?? m.programmes_map_unit({}, at)}`,
				reason
			])
		}
	);
}
