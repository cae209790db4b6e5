import type { PeriodicReportPaperData } from './periodic-report-data.ts';
import type { ActionPaperData, ActionRegisterData } from './action-data.ts';
import type { AnnouncementPaperData, ConfirmationPaperData } from './announcement-data.ts';
import type { AuditCycleData } from './cycle-data.ts';
import type { HandOverPaperData } from './hand-over-data.ts';
import type { InspectionMinutesData, InspectionNoticeData, InspectionScoresData } from './inspection-data.ts';
import { printedMoment, printedSecond } from './moment.ts';
import type { InternalAuditPaperData } from './internal-audit-data.ts';
import type { AuditProgrammeData } from './programme-data.ts';
import type { DocumentData, FormData, ProcedureData } from './procedure-data.ts';
import { qrRuns } from './qr.ts';
import type { DecisionData, InvitationSlipData, MasterListData, TrailExtractData } from './report-data.ts';
import type { RollOutBoardData } from './roll-out-data.ts';
import { previewTypst, renderTypst, renderTypstPlaced, type TypstAnswer, type TypstOptions } from './typst.ts';

/**
 * One function for each thing we print. Equal data and `createdAt` give equal bytes, so a document made twice is stored once.
 */
export function renderProcedure(data: ProcedureData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('procedure', data, options);
}

/** With the number of its pages. */
export function renderProcedurePlaced(data: ProcedureData, options: TypstOptions): Promise<TypstAnswer> {
	return renderTypstPlaced('procedure', data, options);
}

/** What somebody looks at while writing; in a process of its own, with less patience. */
export function previewProcedure(data: ProcedureData, options: TypstOptions): Promise<TypstAnswer> {
	return previewTypst('procedure', data, options);
}

/** Model, policy, objectives, regulation, plan, instruction, annex. */
export function renderDocument(data: DocumentData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('document', data, options);
}

export function renderForm(data: FormData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('form', data, options);
}

export function renderDecision(data: DecisionData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('decision', data, options);
}

export function renderMasterList(data: MasterListData): Promise<Uint8Array> {
	const { printedAt } = data;
	return renderTypst('master-list', { ...data, printedAt: printedMoment(printedAt) }, { createdAt: printedAt });
}

export function renderAuditProgramme(data: AuditProgrammeData): Promise<Uint8Array> {
	const { printedAt, signature } = data;
	const signed = signature && { ...signature, at: printedMoment(signature.at) };
	return renderTypst('audit-programme', { ...data, signature: signed, printedAt: printedMoment(printedAt) }, { createdAt: printedAt });
}

export function renderAuditCycle(data: AuditCycleData): Promise<Uint8Array> {
	const { printedAt } = data;
	return renderTypst('audit-cycle', { ...data, printedAt: printedMoment(printedAt) }, { createdAt: printedAt });
}

export function renderRollOutBoard(data: RollOutBoardData): Promise<Uint8Array> {
	const { printedAt } = data;
	return renderTypst('roll-out-board', { ...data, printedAt: printedMoment(printedAt) }, { createdAt: printedAt });
}

export function renderTrailExtract(data: TrailExtractData): Promise<Uint8Array> {
	const { printedAt, checkpoint } = data;
	return renderTypst(
		'trail-extract',
		{
			...data,
			printedAt: printedSecond(printedAt),
			rows: data.rows.map((row) => ({ ...row, at: printedSecond(row.at) })),
			// The signature is over the instant to the millisecond: from the paper alone it can be checked only with all of it.
			checkpoint: checkpoint && { ...checkpoint, at: `${printedSecond(checkpoint.at)} (${checkpoint.at.toISOString()})` }
		},
		{ createdAt: printedAt }
	);
}

export function renderInvitationSlips(data: InvitationSlipData, options: TypstOptions): Promise<Uint8Array> {
	const slips = data.slips.map((slip) => ({
		...slip,
		qr: qrRuns(slip.link),
		validUntil: printedMoment(slip.validUntil),
		issuedAt: printedMoment(slip.issuedAt)
	}));
	return renderTypst('invitation-slip', { ...data, slips }, options);
}

export function renderInspectionNotice(data: InspectionNoticeData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('inspection-notice', data, options);
}

export function renderInspectionMinutes(data: InspectionMinutesData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('inspection-minutes', data, options);
}

export function renderInspectionScores(data: InspectionScoresData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('inspection-scores', data, options);
}

export function renderInternalAuditPaper(data: InternalAuditPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('internal-audit', data, options);
}

export function renderCorrectiveAction(data: ActionPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('corrective-action', data, options);
}

export function renderActionRegister(data: ActionRegisterData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('action-register', data, options);
}

export function renderAnnouncement(data: AnnouncementPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('announcement', data, options);
}

export function renderSystemConfirmation(data: ConfirmationPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('system-confirmation', data, options);
}

export function renderPeriodicReport(data: PeriodicReportPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('periodic-report', data, options);
}

export function renderHandOver(data: HandOverPaperData, options: TypstOptions): Promise<Uint8Array> {
	return renderTypst('hand-over', data, options);
}
