import type { Day } from '#lib/domain/shared/day.ts';

/** Papers of an inspection: the notice with its evidence request, the minutes, the sheet of scores. Days are calendar days, the words ready to print. */
export type InspectionPaperData = {
	/** Who inspects: the Department. */
	readonly agency: string;
	readonly parentAgency: string | null;
	readonly unit: string;
	readonly cycle: {
		readonly number: string;
		readonly title: string;
		readonly decisionNumber: string;
		readonly decisionDate: Day | null;
	};
	readonly team: readonly { readonly name: string; readonly role: string }[];
	readonly visitOn: Day | null;
	/** "In từ eISO lúc …". */
	readonly printedAt: string;
};

export type InspectionNoticeData = InspectionPaperData & {
	readonly noticeOn: Day | null;
	readonly selfDueOn: Day | null;
	readonly checklist: string;
	readonly questions: number;
	readonly evidenceRequest: string;
	/** Confirmed on eISO by whom and when; empty before it was sent. */
	readonly sent: string;
};

export type InspectionConfirmation = {
	/** "TRƯỞNG ĐOÀN KIỂM TRA". */
	readonly party: string;
	readonly name: string;
	readonly position: string;
	/** "Đã xác nhận trên eISO lúc …"; or that the unit has not signed. */
	readonly when: string;
	readonly meaning: string;
	/** Hexadecimal; empty without a confirmation. */
	readonly hash: string;
};

export type InspectionMinutesData = InspectionPaperData & {
	readonly round: number;
	readonly drawnUpOn: Day;
	readonly startedOn: Day | null;
	readonly notHandedIn: boolean;
	readonly checklist: string;
	/** `5,5/9`, `61%`. */
	readonly score: string;
	readonly percent: string;
	readonly counts: string;
	readonly answers: readonly {
		readonly position: number;
		readonly clause: string;
		readonly text: string;
		readonly self: string;
		readonly team: string;
		readonly points: string;
		readonly remark: string;
	}[];
	readonly findings: readonly {
		readonly number: number;
		readonly grade: string;
		readonly clause: string;
		readonly statement: string;
		readonly evidence: string;
		readonly dueOn: Day | null;
	}[];
	readonly strengths: string;
	readonly remarks: string;
	/** The unit's own opinion; empty where it has none. */
	readonly opinion: string;
	readonly confirmations: readonly InspectionConfirmation[];
};

export type InspectionScoresData = InspectionPaperData & {
	readonly drawnUpOn: Day;
	readonly score: string;
	readonly percent: string;
	readonly rows: readonly {
		readonly position: number;
		readonly clause: string;
		readonly text: string;
		readonly result: string;
		readonly points: string;
		readonly weight: number;
	}[];
	readonly clauses: readonly { readonly clause: string; readonly points: string; readonly maxPoints: number; readonly percent: string }[];
};
