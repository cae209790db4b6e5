import { copy, fields, form, original, service, signatures, step, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { receive, release, review, sign } from './department-steps.ts';

/** Services of Sở Tư pháp and Sở Tài chính. */
const examine = (hours: number, task: string) => step(task, 'Chuyên viên', hours, 'Phiếu thẩm định');
const applicant = (...divisions: string[]) => ({ forCitizens: true, addressee: 'Kính gửi: {unit}', divisions });
const promise = text('Tôi cam đoan nội dung trên là đúng sự thật.');

export const justiceServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.HCTP.01',
		title: 'Cấp Phiếu lý lịch tư pháp số 1',
		divisions: ['HCTP', 'VP'],
		applicants: 'cá nhân',
		conditions: ['Công dân Việt Nam thường trú hoặc tạm trú tại tỉnh; người nước ngoài đang cư trú tại tỉnh.'],
		dossier: [original('Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp', 'BM.HCTP.01.01'), copy('Giấy tờ tùy thân (xuất trình)')],
		limitHours: 80,
		fee: '200.000 đồng/lần/người',
		steps: [
			receive,
			examine(48, 'Tra cứu thông tin; gửi phiếu xác minh đến cơ quan Công an.'),
			step('Nhận kết quả xác minh, lập Phiếu lý lịch tư pháp.', 'Chuyên viên', 12, 'Dự thảo'),
			review(4),
			sign(8, 'Phiếu lý lịch tư pháp'),
			release
		],
		legal: ['Luật Lý lịch tư pháp số 28/2009/QH12', 'Thông tư số 06/2024/TT-BTP ngày 19/6/2024 của Bộ trưởng Bộ Tư pháp'],
		forms: [{ code: 'BM.HCTP.01.01', name: 'Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp' }],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.BTTP.01',
		title: 'Đăng ký hoạt động của tổ chức hành nghề luật sư',
		divisions: ['BTTP', 'VP'],
		applicants: 'luật sư, tổ chức hành nghề luật sư',
		conditions: ['Luật sư thành lập đã hành nghề liên tục ít nhất 02 năm; có trụ sở làm việc.'],
		dossier: [
			original('Giấy đề nghị đăng ký hoạt động', 'BM.BTTP.01.01'),
			original('Dự thảo điều lệ (đối với công ty luật)'),
			copy('Chứng chỉ hành nghề, Thẻ luật sư'),
			copy('Giấy tờ về trụ sở')
		],
		limitHours: 80,
		fee: '50.000 đồng',
		steps: [receive, examine(48, 'Thẩm định điều kiện, xác minh trụ sở.'), review(12), sign(12, 'Giấy đăng ký hoạt động'), release],
		legal: ['Luật Luật sư số 65/2006/QH11, sửa đổi năm 2012'],
		forms: [{ code: 'BM.BTTP.01.01', name: 'Giấy đề nghị đăng ký hoạt động' }],
		keptFor: '20 năm',
		changes: ['wording', 'online']
	}),
	form(
		'BM.HCTP.01.01',
		'Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp',
		[
			fields(
				'Họ và tên',
				'Tên gọi khác',
				'Ngày, tháng, năm sinh; giới tính',
				'Nơi thường trú, tạm trú',
				'Họ tên cha, mẹ, vợ hoặc chồng',
				'Quá trình cư trú từ khi đủ 14 tuổi',
				'Mục đích'
			),
			promise,
			signatures('Người khai')
		],
		applicant('HCTP', 'VP')
	),
	form(
		'BM.BTTP.01.01',
		'Giấy đề nghị đăng ký hoạt động',
		[
			fields('Họ và tên luật sư', 'Thẻ luật sư số', 'Tên tổ chức hành nghề', 'Trụ sở', 'Lĩnh vực hành nghề'),
			promise,
			signatures('Người đề nghị')
		],
		applicant('BTTP', 'VP')
	)
];

export const financeServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.NS.01',
		title: 'Đăng ký mã số đơn vị có quan hệ với ngân sách',
		divisions: ['NS', 'VP'],
		applicants: 'đơn vị sử dụng ngân sách, chủ đầu tư',
		conditions: ['Đơn vị có quyết định thành lập hoặc văn bản giao dự toán, quyết định phê duyệt dự án.'],
		dossier: [original('Tờ khai đăng ký mã số', 'BM.NS.01.01'), copy('Quyết định thành lập hoặc quyết định phê duyệt dự án')],
		limitHours: 16,
		steps: [receive, examine(4, 'Kiểm tra, nhập thông tin vào hệ thống cấp mã số.'), review(2), sign(2, 'Giấy chứng nhận mã số'), release],
		legal: ['Thông tư số 185/2015/TT-BTC ngày 17/11/2015 của Bộ trưởng Bộ Tài chính'],
		forms: [{ code: 'BM.NS.01.01', name: 'Tờ khai đăng ký mã số' }],
		keptFor: '10 năm',
		changes: ['online', 'wording']
	}),
	service({
		code: 'QT.GCS.01',
		title: 'Quyết định điều chuyển tài sản công',
		divisions: ['GCS', 'VP'],
		applicants: 'cơ quan, đơn vị',
		conditions: ['Có văn bản đề nghị của đơn vị có tài sản và đơn vị nhận; tài sản đủ điều kiện điều chuyển.'],
		dossier: [original('Văn bản đề nghị điều chuyển', 'BM.GCS.01.01'), original('Văn bản đề nghị tiếp nhận'), original('Danh mục tài sản')],
		limitHours: 240,
		steps: [
			receive,
			examine(140, 'Thẩm định sự phù hợp với tiêu chuẩn, định mức; kiểm tra hiện trạng tài sản.'),
			step('Dự thảo tờ trình, quyết định.', 'Chuyên viên', 40, 'Dự thảo'),
			review(20),
			sign(32, 'tờ trình; UBND tỉnh quyết định'),
			release
		],
		legal: ['Luật Quản lý, sử dụng tài sản công số 15/2017/QH14', 'Nghị định số 151/2017/NĐ-CP ngày 26/12/2017 của Chính phủ'],
		forms: [{ code: 'BM.GCS.01.01', name: 'Văn bản đề nghị điều chuyển tài sản' }],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'digitise']
	}),
	form(
		'BM.NS.01.01',
		'Tờ khai đăng ký mã số',
		[
			fields('Tên đơn vị', 'Loại hình đơn vị', 'Chương ngân sách', 'Cấp dự toán', 'Đơn vị cấp trên', 'Địa chỉ'),
			signatures('Thủ trưởng đơn vị')
		],
		applicant('NS', 'VP')
	),
	form(
		'BM.GCS.01.01',
		'Văn bản đề nghị điều chuyển tài sản',
		[
			fields('Đơn vị có tài sản', 'Đơn vị nhận', 'Lý do'),
			{ type: 'table', head: ['TT', 'Tên tài sản', 'Số lượng', 'Nguyên giá', 'Giá trị còn lại'], emptyRows: 6 },
			signatures('Thủ trưởng đơn vị')
		],
		applicant('GCS', 'VP')
	)
];
