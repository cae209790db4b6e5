import { changesOfForm, changesOfProcedure, type ProcedureChangeName } from './changes.ts';
import type { Change, DocumentSpec, DossierItem, FormBlock, ProcedureBody, RecordItem, Section, ServiceBlock, StepSpec } from './types.ts';
import type { DocumentClass, DocumentKindCode } from './vocabulary.ts';

/** Short constructors, so that the files of content read as content. */
export const step = (task: string, by: string, hours: number | null, output = ''): StepSpec => ({
	task,
	by,
	hours,
	output
});
export const original = (name: string, form?: string): DossierItem => ({
	name,
	original: true,
	copy: false,
	...(form ? { form } : {})
});
export const copy = (name: string): DossierItem => ({ name, original: false, copy: true });
export const keep = (name: string, keptBy: string, keptFor: string): RecordItem => ({ name, keptBy, keptFor });

export const section = (heading: string, paragraphs: readonly string[], more: Partial<Section> = {}): Section => ({
	heading,
	paragraphs,
	...more
});

export const fields = (...labels: readonly string[]): FormBlock => ({ type: 'fields', labels });
export const text = (...paragraphs: readonly string[]): FormBlock => ({ type: 'text', paragraphs });
export const table = (emptyRows: number, ...head: readonly string[]): FormBlock => ({ type: 'table', head, emptyRows });
export const signatures = (...roles: readonly string[]): FormBlock => ({ type: 'signatures', roles });

/** What every procedure of an administrative service says alike. */
const desk = 'Bộ phận TN&TKQ';
const serviceReferences = [
	'TCVN ISO 9001:2015 Hệ thống quản lý chất lượng - Các yêu cầu',
	'HTQLCL Mô hình hệ thống quản lý chất lượng',
	'QT.ISO.01 Kiểm soát thông tin dạng văn bản'
];
const oneStopLaw = [
	'Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính',
	'Thông tư số 01/2018/TT-VPCP ngày 23/11/2018 của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hướng dẫn thi hành Nghị định số 61/2018/NĐ-CP'
];
const baseDefinitions = [
	{ term: 'TTHC', meaning: 'Thủ tục hành chính' },
	{ term: 'TN&TKQ', meaning: 'Tiếp nhận và trả kết quả' },
	{ term: 'HTQLCL', meaning: 'Hệ thống quản lý chất lượng' }
];

type ServiceSpec = {
	readonly code: string;
	readonly title: string;
	readonly divisions: readonly string[];
	/** "cá nhân", "tổ chức": who asks. */
	readonly applicants: string;
	readonly conditions: readonly string[];
	readonly dossier: readonly DossierItem[];
	readonly sets?: string;
	readonly limitHours: number;
	readonly fee?: string;
	readonly steps: readonly StepSpec[];
	readonly legal: readonly string[];
	readonly references?: readonly string[];
	readonly definitions?: ProcedureBody['definitions'];
	/** Codes and names of its own forms; the one-stop forms are added. */
	readonly forms?: ProcedureBody['forms'];
	readonly records?: readonly RecordItem[];
	readonly keptFor: string;
	readonly changes: readonly ProcedureChangeName[];
};

/** A procedure for an administrative service. The first and last step, at the desk, are the same for all and take no list here. */
export function service(spec: ServiceSpec): DocumentSpec {
	const block: ServiceBlock = {
		conditions: spec.conditions,
		dossier: spec.dossier,
		sets: spec.sets ?? '01 bộ',
		limitHours: spec.limitHours,
		place: '{desk}',
		channels: ['Nộp trực tiếp', 'Qua dịch vụ bưu chính công ích'],
		fee: spec.fee ?? 'Không'
	};
	const title = spec.title.charAt(0).toLowerCase() + spec.title.slice(1);
	const body: ProcedureBody = {
		type: 'procedure',
		purpose: `Quy định trình tự, trách nhiệm và thời gian thực hiện thủ tục “${spec.title}” nhằm bảo đảm hồ sơ của ${spec.applicants} được giải quyết đúng quy định pháp luật, đúng thời hạn và được kiểm soát theo TCVN ISO 9001:2015.`,
		scope: `Áp dụng đối với ${spec.applicants} có yêu cầu ${title}; cán bộ, công chức của {unit} được giao tiếp nhận, thẩm định, trình ký và trả kết quả.`,
		references: [...serviceReferences, ...(spec.references ?? [])],
		definitions: [...baseDefinitions, ...(spec.definitions ?? [])],
		service: block,
		sections: [],
		steps: [
			...spec.steps,
			step(
				`Trả kết quả cho ${spec.applicants}, thu phí, lệ phí (nếu có); cập nhật sổ theo dõi và lưu hồ sơ theo quy định.`,
				desk,
				null,
				'BM.MC.06'
			)
		],
		legalBasis: [...spec.legal, ...oneStopLaw],
		forms: [
			...(spec.forms ?? []),
			{ code: 'BM.MC.01', name: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả' },
			{ code: 'BM.MC.05', name: 'Phiếu kiểm soát quá trình giải quyết hồ sơ' }
		],
		records: [
			keep('Thành phần hồ sơ theo mục 5.2', 'Bộ phận chuyên môn', spec.keptFor),
			keep('Phiếu kiểm soát quá trình giải quyết hồ sơ', 'Bộ phận chuyên môn', '05 năm'),
			...(spec.records ?? []),
			keep('Kết quả giải quyết TTHC', 'Bộ phận chuyên môn', spec.keptFor)
		]
	};
	return {
		kind: 'QT',
		class: 'tthc',
		code: spec.code,
		title: spec.title,
		parentCode: null,
		divisions: spec.divisions,
		body,
		changes: changesOfProcedure(spec.changes)
	};
}

type ProcedureSpec = {
	readonly code: string;
	readonly title: string;
	readonly class: DocumentClass;
	readonly divisions?: readonly string[];
	readonly purpose: string;
	readonly scope: string;
	readonly references?: readonly string[];
	readonly definitions?: ProcedureBody['definitions'];
	readonly sections: readonly Section[];
	readonly steps: readonly StepSpec[];
	readonly legal?: readonly string[];
	readonly forms: ProcedureBody['forms'];
	readonly records: readonly RecordItem[];
	readonly changes: readonly Change[];
};

/** A system or internal procedure. */
export function procedure(spec: ProcedureSpec): DocumentSpec {
	return {
		kind: 'QT',
		class: spec.class,
		code: spec.code,
		title: spec.title,
		parentCode: null,
		divisions: spec.divisions ?? ['VP', 'HCTH'],
		body: {
			type: 'procedure',
			purpose: spec.purpose,
			scope: spec.scope,
			references: [
				'TCVN ISO 9001:2015 Hệ thống quản lý chất lượng - Các yêu cầu',
				'TCVN ISO 9000:2015 Hệ thống quản lý chất lượng - Cơ sở và từ vựng',
				...(spec.references ?? [])
			],
			definitions: spec.definitions ?? [],
			service: null,
			sections: spec.sections,
			steps: spec.steps,
			legalBasis: spec.legal ?? [],
			forms: spec.forms,
			records: spec.records
		},
		changes: spec.changes
	};
}

/** A blank form. Its parent is the procedure whose number it carries: `BM.ISO.01.02` → `QT.ISO.01`. */
export function form(
	code: string,
	title: string,
	blocks: readonly FormBlock[],
	more: { readonly addressee?: string; readonly forCitizens?: boolean; readonly divisions?: readonly string[] } = {}
): DocumentSpec {
	const parts = code.split('.');
	const parentCode = parts.length > 3 ? ['QT', ...parts.slice(1, -1)].join('.') : null;
	return {
		kind: 'BM',
		class: null,
		code,
		title,
		parentCode,
		divisions: more.divisions ?? ['VP', 'HCTH'],
		body: {
			type: 'form',
			addressee: more.addressee ?? null,
			nationalHeading: more.forCitizens ?? false,
			blocks
		},
		changes: changesOfForm(more.forCitizens ?? false)
	};
}

/** A document of running text: model, policy, objectives, regulation, plan, instruction, annex. */
export function prose(
	kind: DocumentKindCode,
	code: string,
	title: string,
	parts: {
		readonly sections: readonly Section[];
		readonly legal?: readonly string[];
		readonly records?: readonly RecordItem[];
		readonly divisions?: readonly string[];
		readonly changes: readonly Change[];
	}
): DocumentSpec {
	return {
		kind,
		class: null,
		code,
		title,
		parentCode: null,
		divisions: parts.divisions ?? ['VP', 'HCTH'],
		body: { type: 'prose', legalBasis: parts.legal ?? [], sections: parts.sections, records: parts.records ?? [] },
		changes: parts.changes
	};
}
