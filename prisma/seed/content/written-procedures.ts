import type { Duration, ProcedureContent } from '#lib/domain/procedures/content.ts';

type Step = [what: string, who: string, time: Duration | null, result: string];
/** A procedure as the demo writes it in eISO: its rows get ids from their place. */
export type WrittenProcedure = {
	readonly code: string;
	readonly title: string;
	readonly kind: 'tthc' | 'internal';
	/** How far it goes: what is issued is passed, signed and in force. */
	readonly until: 'draft' | 'issued';
	readonly content: ProcedureContent;
};

const hours = (value: number): Duration => ({ value, unit: 'hours' });
const days = (value: number): Duration => ({ value, unit: 'days' });
const rows = <Row extends object>(list: readonly Row[]) => list.map((row, index) => ({ ...row, id: `r${index + 1}` }));
const cited = (texts: readonly string[]) => rows(texts.map((text) => ({ text, documentId: null, externalId: null })));
const steps = (list: readonly Step[]) => rows(list.map(([what, who, time, result]) => ({ what, who, time, result })));

const common: Pick<ProcedureContent, 'schema' | 'definitions' | 'sections' | 'forms' | 'stepNotes' | 'recordsNote'> = {
	schema: 1,
	definitions: rows([{ term: 'TN&TKQ', meaning: 'Tiếp nhận và trả kết quả' }]),
	sections: [],
	forms: [],
	stepNotes: '',
	recordsNote: 'Hồ sơ lưu tại bộ phận chủ trì, hết hạn chuyển lưu trữ cơ quan.'
};

function service(timeLimit: Duration): NonNullable<ProcedureContent['service']> {
	return {
		serviceCode: '',
		conditions: 'Cá nhân, tổ chức có yêu cầu và thuộc đối tượng được khai thác tài liệu.',
		dossier: rows([
			{ name: 'Phiếu yêu cầu theo mẫu', original: true, copy: false, form: '' },
			{ name: 'Giấy tờ tùy thân', original: false, copy: true, form: '' }
		]),
		dossierSets: '01 bộ',
		timeLimit,
		timeNote: 'Kể từ ngày nhận đủ hồ sơ hợp lệ.',
		place: 'Bộ phận Tiếp nhận và trả kết quả của Sở Nội vụ',
		channels: ['in_person', 'post', 'online'],
		fee: 'Không'
	};
}

/** One in force, one nearly ready, one whose times do not add up: what the editor and its checks are shown with. */
export const writtenProcedures: readonly WrittenProcedure[] = [
	{
		code: 'QT.NB.31',
		title: 'Tiếp nhận và xử lý văn bản đến',
		kind: 'internal',
		until: 'issued',
		content: {
			...common,
			purpose: 'Thống nhất cách tiếp nhận, chuyển và theo dõi văn bản đến, để không văn bản nào bị chậm hoặc thất lạc.',
			scope: 'Áp dụng cho mọi văn bản giấy và điện tử gửi đến Sở Nội vụ.',
			references: cited(['Nghị định số 30/2020/NĐ-CP về công tác văn thư']),
			service: null,
			steps: steps([
				['Tiếp nhận, kiểm tra, đăng ký văn bản đến', 'Văn thư', hours(2), 'Sổ đăng ký văn bản đến'],
				['Trình người có thẩm quyền cho ý kiến phân phối', 'Chánh Văn phòng', hours(2), 'Ý kiến phân phối'],
				['Chuyển văn bản cho đơn vị, người xử lý', 'Văn thư', hours(2), ''],
				['Xử lý và báo cáo kết quả', 'Chuyên viên được giao', days(3), 'Văn bản trả lời hoặc báo cáo']
			]),
			legalBasis: cited(['Nghị định số 30/2020/NĐ-CP']),
			records: rows([{ name: 'Sổ đăng ký văn bản đến', keptBy: 'Văn thư', keptFor: '20 năm' }]),
			clauses: ['7.5', '8.5.1']
		}
	},
	{
		code: 'QT.VTLT.31',
		title: 'Cấp bản sao tài liệu lưu trữ',
		kind: 'tthc',
		until: 'draft',
		content: {
			...common,
			purpose: 'Quy định trình tự cấp bản sao tài liệu đang bảo quản tại lưu trữ lịch sử.',
			scope: 'Áp dụng cho Chi cục Văn thư, Lưu trữ và Bộ phận TN&TKQ.',
			references: cited(['TCVN ISO 9001:2015', 'Luật Lưu trữ số 33/2024/QH15']),
			service: service(days(3)),
			steps: steps([
				['Tiếp nhận, kiểm tra hồ sơ; ghi giấy hẹn', 'Bộ phận TN&TKQ', days(0.5), 'Giấy tiếp nhận và hẹn trả kết quả'],
				['Tra tìm tài liệu, sao chụp', 'Chuyên viên Chi cục', days(1.5), 'Bản sao'],
				['Ký xác nhận bản sao', 'Chi cục trưởng', days(0.5), 'Bản sao đã xác nhận'],
				['Đóng dấu, trả kết quả', 'Văn thư', days(0.5), 'Sổ theo dõi']
			]),
			legalBasis: cited(['Luật Lưu trữ số 33/2024/QH15']),
			records: rows([{ name: 'Phiếu yêu cầu và sổ theo dõi', keptBy: 'Chi cục Văn thư, Lưu trữ', keptFor: '10 năm' }]),
			clauses: ['8.2', '8.5.1']
		}
	},
	{
		code: 'QT.VTLT.32',
		title: 'Cấp Chứng chỉ hành nghề lưu trữ theo mẫu mới',
		kind: 'tthc',
		until: 'draft',
		content: {
			...common,
			purpose: 'Quy định trình tự cấp Chứng chỉ hành nghề lưu trữ.',
			scope: 'Áp dụng cho cá nhân đề nghị cấp chứng chỉ tại Sở Nội vụ.',
			references: cited(['Luật Lưu trữ số 33/2024/QH15']),
			service: service(days(12)),
			steps: steps([
				['Tiếp nhận, kiểm tra hồ sơ; ghi giấy hẹn', 'Bộ phận TN&TKQ', days(0.5), 'Giấy tiếp nhận và hẹn trả kết quả'],
				['Phân công xử lý', 'Lãnh đạo Chi cục', days(0.5), ''],
				['Thẩm định hồ sơ; nếu chưa đủ điều kiện, thông báo bằng văn bản', 'Chuyên viên', days(7), 'Phiếu thẩm định'],
				['Xem xét, trình Lãnh đạo Sở', 'Chi cục trưởng', days(1.5), 'Tờ trình'],
				['Ký Chứng chỉ hành nghề', 'Giám đốc Sở', days(1.5), 'Chứng chỉ'],
				['Vào sổ, đóng dấu, trả kết quả', 'Văn thư', days(0.5), 'Sổ theo dõi']
			]),
			legalBasis: cited(['Luật Lưu trữ số 33/2024/QH15']),
			records: [],
			clauses: ['8.5.1']
		}
	}
];
