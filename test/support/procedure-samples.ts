import { emptyContent, emptyService, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import type { PaperHead } from '#lib/server/pdf/procedure-data.ts';
import { random as randomFrom } from './random.ts';

const whats = [
	'Tiếp nhận hồ sơ, kiểm tra thành phần; ghi giấy hẹn',
	'Phân công xử lý',
	'Thẩm định hồ sơ; nếu chưa đủ điều kiện, thông báo bằng văn bản trong 03 ngày',
	'Xem xét, trình Lãnh đạo Sở',
	'Ký Chứng chỉ hành nghề',
	'Vào sổ, đóng dấu, trả kết quả'
];
const roles = ['Bộ phận TN&TKQ', 'Lãnh đạo Chi cục', 'Chuyên viên', 'Chi cục trưởng', 'Giám đốc Sở', 'Văn thư'];
const words = 'hồ sơ thủ tục đơn vị cá nhân tổ chức kết quả văn bản quy định thời hạn xử lý kiểm tra lưu trữ công khai minh bạch'.split(
	' '
);

/** A procedure as a unit would write it, the same for the same seed: `steps` steps, of a service or internal. */
export function sampleProcedure(seed: number, steps: number, forService = true): ProcedureContent {
	const { below, chance, pick } = randomFrom(seed);
	const sentence = (length = 8) => {
		const text = Array.from({ length: 3 + below(length) }, () => pick(words)).join(' ');
		return text.slice(0, 1).toUpperCase() + text.slice(1);
	};
	const paragraphs = (count: number) => Array.from({ length: count }, () => `${sentence(30)}.`).join('\n');
	const some = <Value>(most: number, make: (index: number) => Value) =>
		Array.from({ length: 1 + below(most) }, (_none, index) => make(index));
	const forms = some(6, (index) => ({
		id: `f${index}`,
		code: `BM.VTLT.0${seed % 9}.${String(index + 1).padStart(2, '0')}`,
		name: sentence()
	}));
	const reference = (prefix: string) => (index: number) => ({
		id: `${prefix}${index}`,
		text: `Nghị định số ${10 + index}/20${20 + index}/NĐ-CP về ${sentence().toLowerCase()}`,
		documentId: null,
		externalId: null
	});
	return {
		...emptyContent(forService),
		purpose: paragraphs(1),
		scope: paragraphs(2),
		references: some(4, reference('r')),
		definitions: some(4, (index) => ({ id: `t${index}`, term: `TN${index}`, meaning: sentence() })),
		service: forService
			? {
					...emptyService(),
					serviceCode: `1.00${1000 + seed}.H27`,
					conditions: paragraphs(2),
					dossier: some(6, (index) => ({
						id: `d${index}`,
						name: sentence(12),
						original: chance(0.6),
						copy: chance(0.5),
						form: index === 0 ? (forms[0]?.code ?? '') : ''
					})),
					dossierSets: '01 bộ',
					timeLimit: { value: steps, unit: 'days' },
					timeNote: 'Kể từ ngày nhận đủ hồ sơ hợp lệ.',
					place: 'Bộ phận Tiếp nhận và Trả kết quả, Trung tâm Phục vụ hành chính công tỉnh',
					channels: ['in_person', 'online'],
					fee: 'Không'
				}
			: null,
		sections: forService ? [] : some(3, (index) => ({ id: `s${index}`, heading: `Yêu cầu chung ${index + 1}`, text: paragraphs(2) })),
		steps: Array.from({ length: steps }, (_none, index) => ({
			id: `b${index}`,
			what: index < 6 ? (whats[index] ?? '') : sentence(16),
			who: roles[index % roles.length] ?? '',
			time: chance(0.5) ? ({ value: 0.5 * (1 + below(6)), unit: 'days' } as const) : ({ value: 1 + below(7), unit: 'hours' } as const),
			result: chance(0.5) ? pick(forms).code : sentence(3)
		})),
		stepNotes: 'Trường hợp hồ sơ quá hạn, gửi phiếu xin lỗi và hẹn lại ngày trả kết quả.',
		legalBasis: some(3, reference('l')),
		forms,
		records: some(5, (index) => ({
			id: `k${index}`,
			name: sentence(),
			keptBy: pick(roles),
			keptFor: `${String(5 * (1 + index)).padStart(2, '0')} năm`
		})),
		recordsNote: 'Hồ sơ lưu tại phòng chuyên môn, hết hạn chuyển lưu trữ cơ quan.',
		clauses: ['7.5', '8.5.1']
	};
}

export const sampleHead: PaperHead = {
	agency: 'Sở Nội vụ',
	parentAgency: 'Ủy ban nhân dân tỉnh Hà Tĩnh',
	standard: 'TCVN ISO 9001:2015',
	kind: 'Quy trình',
	title: 'Cấp Chứng chỉ hành nghề lưu trữ',
	code: 'QT.VTLT.02',
	issueNo: 2,
	revisionNo: 2,
	issuedOn: null,
	effectiveOn: null,
	signers: {
		drafted: { name: 'Hồ Sỹ Khiêm', position: 'Chuyên viên, Thư ký ISO' },
		reviewed: null,
		approved: { name: 'Lê Thị Hoa', position: 'Giám đốc' }
	},
	coverNote: 'Lập trên hệ thống.',
	revisions: [
		{ request: 'Ban hành lần đầu', part: '', description: 'Ban hành lần đầu', issueNo: 1, revisionNo: 0, on: '2025-02-20' },
		{ request: '', part: 'Phạm vi; Biểu mẫu', description: 'Đổi biểu mẫu theo Nghị định', issueNo: 2, revisionNo: 2, on: null }
	]
};
