import { emptyContent, emptyService, type Duration, type ProcedureContent } from '#lib/domain/procedures/content.ts';

/** Models that the Department publishes for communes: written in eISO, with room for the unit's name and its own role words. */
export type DemoModel = {
	readonly code: string;
	readonly title: string;
	readonly class: 'system' | 'tthc' | 'internal';
	readonly content: ProcedureContent;
};

type Step = readonly [what: string, who: string, hours: number | null, result: string];
const hours = (value: number): Duration => ({ value, unit: 'hours' });
const rows = <Row extends object>(list: readonly Row[]) => list.map((row, index) => ({ ...row, id: `r${index + 1}` }));
const cited = (texts: readonly string[]) => rows(texts.map((text) => ({ text, documentId: null, externalId: null })));
const leader = 'Lãnh đạo UBND';
const desk = 'Bộ phận TN&TKQ';
const clerk = 'Văn thư';

type Text = {
	purpose: string;
	steps: readonly Step[];
	legal?: readonly string[];
	records: readonly (readonly [name: string, keptBy: string, keptFor: string])[];
	clauses: readonly string[];
	forms?: readonly (readonly [code: string, name: string])[];
	service?: { conditions: string; dossier: readonly string[]; limit: Duration };
};

function procedure(text: Text): ProcedureContent {
	return {
		...emptyContent(false),
		purpose: text.purpose,
		scope: 'Áp dụng tại [tên đơn vị].',
		references: cited(['TCVN ISO 9001:2015 Hệ thống quản lý chất lượng, các yêu cầu']),
		definitions: rows([{ term: 'HTQLCL', meaning: 'Hệ thống quản lý chất lượng' }]),
		service: text.service
			? {
					...emptyService(),
					conditions: text.service.conditions,
					dossier: rows(text.service.dossier.map((name) => ({ name, original: true, copy: false, form: '' }))),
					dossierSets: '01 bộ',
					timeLimit: text.service.limit,
					place: `${desk} của [tên đơn vị]`,
					channels: ['in_person', 'online'],
					fee: 'Theo nghị quyết của Hội đồng nhân dân tỉnh'
				}
			: null,
		steps: rows(text.steps.map(([what, who, time, result]) => ({ what, who, time: time === null ? null : hours(time), result }))),
		legalBasis: cited(text.legal ?? []),
		forms: rows((text.forms ?? []).map(([code, name]) => ({ code, name }))),
		records: rows(text.records.map(([name, keptBy, keptFor]) => ({ name, keptBy, keptFor }))),
		recordsNote: 'Hồ sơ lưu tại [tên đơn vị], hết hạn chuyển lưu trữ cơ quan.',
		clauses: [...text.clauses]
	};
}

const documented = {
	purpose:
		'Thống nhất việc soạn thảo, soát xét, phê duyệt, ban hành và thu hồi tài liệu tại [tên đơn vị], để nơi sử dụng luôn có bản đang hiệu lực.',
	steps: [
		['Đề nghị soạn mới, sửa đổi hoặc bãi bỏ tài liệu', 'Cán bộ, công chức', null, 'BM.MH.01.01'],
		['Xem xét đề nghị, phân công người soạn thảo và thời hạn', 'Thư ký ISO', 16, 'Ý kiến xem xét'],
		['Soạn thảo, lấy ý kiến các bộ phận liên quan', 'Người được phân công', 40, 'Dự thảo tài liệu'],
		['Soát xét nội dung và hình thức', 'Trưởng bộ phận', 16, 'Dự thảo đã soát xét'],
		['Phê duyệt', leader, 8, 'Tài liệu được phê duyệt'],
		['Ban hành theo quyết định, phổ biến, thu hồi bản cũ', 'Thư ký ISO', 16, 'Danh mục tài liệu']
	],
	forms: [['BM.MH.01.01', 'Phiếu yêu cầu sửa đổi tài liệu']],
	records: [
		['Phiếu yêu cầu sửa đổi tài liệu', 'Thư ký ISO', '05 năm'],
		['Danh mục tài liệu nội bộ', 'Thư ký ISO', 'Đến khi có bản mới']
	],
	clauses: ['7.5.2', '7.5.3']
} satisfies Text;

export const demoModels: readonly DemoModel[] = [
	{ code: 'QT.MH.01', title: 'Kiểm soát thông tin dạng văn bản', class: 'system', content: procedure(documented) },
	{
		code: 'QT.MH.02',
		title: 'Quản lý rủi ro và cơ hội',
		class: 'system',
		content: procedure({
			purpose: 'Nhận diện, đánh giá và xử lý rủi ro, cơ hội ảnh hưởng đến mục tiêu chất lượng của [tên đơn vị].',
			steps: [
				['Nhận diện rủi ro, cơ hội của từng quy trình', 'Trưởng bộ phận', 16, 'Danh mục rủi ro, cơ hội'],
				['Đánh giá mức độ, đề xuất cách xử lý', 'Thư ký ISO', 16, 'Bảng đánh giá'],
				['Phê duyệt kế hoạch xử lý', leader, 8, 'Kế hoạch'],
				['Theo dõi, đánh giá kết quả xử lý', 'Thư ký ISO', null, 'Báo cáo theo dõi']
			],
			records: [['Danh mục rủi ro, cơ hội', 'Thư ký ISO', '03 năm']],
			clauses: ['6.1']
		})
	},
	{
		code: 'QT.MH.03',
		title: 'Đánh giá nội bộ',
		class: 'system',
		content: procedure({
			purpose: 'Xác định HTQLCL của [tên đơn vị] có phù hợp với yêu cầu và được duy trì hay không.',
			steps: [
				['Lập chương trình đánh giá năm', 'Thư ký ISO', 16, 'Chương trình đánh giá'],
				['Quyết định thành lập đoàn, bảo đảm không ai đánh giá việc của mình', leader, 8, 'Quyết định'],
				['Đánh giá, ghi chép, kết luận', 'Đoàn đánh giá', 16, 'Phiếu ghi chép'],
				['Báo cáo kết quả, yêu cầu khắc phục', 'Trưởng đoàn đánh giá', 16, 'Báo cáo đánh giá']
			],
			records: [['Hồ sơ đánh giá nội bộ', 'Thư ký ISO', '05 năm']],
			clauses: ['9.2']
		})
	},
	{
		code: 'QT.MH.04',
		title: 'Kiểm soát sự không phù hợp và hành động khắc phục',
		class: 'system',
		content: procedure({
			purpose: 'Xử lý sự không phù hợp, loại bỏ nguyên nhân để không lặp lại.',
			steps: [
				['Ghi nhận sự không phù hợp', 'Cán bộ, công chức', 4, 'Phiếu ghi nhận'],
				['Khắc phục ngay, tìm nguyên nhân', 'Trưởng bộ phận', 24, 'Phân tích nguyên nhân'],
				['Phê duyệt kế hoạch khắc phục', leader, 8, 'Kế hoạch'],
				['Thực hiện và thẩm tra hiệu lực', 'Thư ký ISO', null, 'Kết quả thẩm tra']
			],
			records: [['Hồ sơ hành động khắc phục', 'Thư ký ISO', '05 năm']],
			clauses: ['8.7', '10.2']
		})
	},
	{
		code: 'QT.MH.05',
		title: 'Chứng thực bản sao từ bản chính',
		class: 'tthc',
		content: procedure({
			purpose: 'Thống nhất việc chứng thực bản sao từ bản chính tại [tên đơn vị].',
			service: {
				conditions: 'Bản chính không thuộc trường hợp không được chứng thực theo Nghị định số 23/2015/NĐ-CP.',
				dossier: ['Bản chính giấy tờ', 'Bản sao cần chứng thực'],
				limit: hours(8)
			},
			steps: [
				['Tiếp nhận, kiểm tra bản chính và bản sao', desk, 1, 'Giấy tiếp nhận'],
				['Đối chiếu, ghi lời chứng', 'Công chức Tư pháp - Hộ tịch', 5, 'Bản sao đã ghi lời chứng'],
				['Ký chứng thực', leader, 1, 'Bản sao đã ký'],
				['Đóng dấu, vào sổ, trả kết quả', clerk, 1, 'Bản sao được chứng thực']
			],
			legal: ['Nghị định số 23/2015/NĐ-CP ngày 16/02/2015 của Chính phủ'],
			records: [['Sổ chứng thực', 'Công chức Tư pháp - Hộ tịch', '20 năm']],
			clauses: ['8.5.1']
		})
	},
	{
		code: 'QT.MH.06',
		title: 'Tiếp công dân',
		class: 'internal',
		content: procedure({
			purpose: 'Bảo đảm việc tiếp công dân tại [tên đơn vị] đúng lịch, đúng quy định và được theo dõi đến kết quả.',
			steps: [
				['Đón tiếp, ghi sổ tiếp công dân', 'Công chức Văn phòng - Thống kê', 1, 'Sổ tiếp công dân'],
				['Nghe, ghi nội dung, tiếp nhận đơn', leader, 2, 'Đơn, biên bản'],
				['Phân loại, chuyển xử lý', 'Công chức Văn phòng - Thống kê', 8, 'Phiếu chuyển'],
				['Theo dõi, thông báo kết quả', 'Công chức Văn phòng - Thống kê', null, 'Thông báo kết quả']
			],
			legal: ['Luật Tiếp công dân số 42/2013/QH13'],
			records: [['Sổ tiếp công dân', 'Công chức Văn phòng - Thống kê', '10 năm']],
			clauses: ['8.2.1']
		})
	}
];

/** The form of the first one, a file as forms are; `columns` of its second version have one more. */
export const demoModelForm = {
	code: 'BM.MH.01.01',
	title: 'Phiếu yêu cầu sửa đổi tài liệu',
	columns: ['Mã hiệu tài liệu', 'Nội dung đề nghị', 'Lý do'],
	columnsNext: ['Mã hiệu tài liệu', 'Nội dung đề nghị', 'Lý do', 'Bản điện tử hay bản giấy']
} as const;

/** What the Department issued later of the first one: a step more, and other words. */
export const demoModelsNext: ProcedureContent = {
	...procedure({ ...documented, purpose: `${documented.purpose} Tài liệu điện tử và tài liệu giấy được kiểm soát như nhau.` }),
	stepNotes: 'Người soạn thảo không soát xét, không phê duyệt tài liệu của mình.'
};

export const demoSetName = 'Bộ mô hình khung cho UBND cấp xã';
