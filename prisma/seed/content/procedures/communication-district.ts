import { copy, fields, form, original, service, signatures, step, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { receive, release, review, sign } from './department-steps.ts';

/** Services of Sở Thông tin và Truyền thông and of districts. */
const examine = (hours: number, task: string) => step(task, 'Chuyên viên', hours, 'Phiếu thẩm định');
const applicant = (...divisions: string[]) => ({ forCitizens: true, addressee: 'Kính gửi: {unit}', divisions });
const promise = text('Tôi cam đoan nội dung trên là đúng sự thật.');

export const communicationServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.BCXB.01',
		title: 'Cấp giấy phép xuất bản tài liệu không kinh doanh',
		divisions: ['BCXB', 'VP'],
		applicants: 'cơ quan, tổ chức',
		conditions: ['Nội dung tài liệu không vi phạm các điều cấm của Luật Xuất bản; đơn vị có chức năng phù hợp.'],
		dossier: [original('Đơn đề nghị cấp giấy phép', 'BM.BCXB.01.01'), original('02 bản thảo tài liệu')],
		limitHours: 80,
		fee: 'Theo Thông tư số 214/2016/TT-BTC của Bộ Tài chính',
		steps: [receive, examine(52, 'Đọc, thẩm định nội dung bản thảo; lấy ý kiến khi cần.'), review(8), sign(12, 'giấy phép'), release],
		legal: ['Luật Xuất bản số 19/2012/QH13', 'Nghị định số 195/2013/NĐ-CP ngày 21/11/2013 của Chính phủ'],
		forms: [{ code: 'BM.BCXB.01.01', name: 'Đơn đề nghị cấp giấy phép xuất bản' }],
		keptFor: '10 năm',
		changes: ['cut', 'online']
	}),
	service({
		code: 'QT.BCVT.01',
		title: 'Cấp giấy phép bưu chính',
		divisions: ['BCVT', 'VP'],
		applicants: 'doanh nghiệp',
		conditions: ['Có đăng ký kinh doanh ngành bưu chính; vốn điều lệ tối thiểu 02 tỷ đồng đối với phạm vi nội tỉnh.'],
		dossier: [
			original('Giấy đề nghị cấp giấy phép bưu chính'),
			copy('Giấy chứng nhận đăng ký doanh nghiệp'),
			original('Phương án kinh doanh'),
			original('Mẫu hợp đồng, mẫu biểu trưng')
		],
		limitHours: 160,
		fee: '10.750.000 đồng',
		steps: [
			receive,
			examine(108, 'Thẩm định điều kiện, phương án kinh doanh.'),
			step('Dự thảo giấy phép.', 'Chuyên viên', 16, 'Dự thảo'),
			review(12),
			sign(16, 'giấy phép'),
			release
		],
		legal: ['Luật Bưu chính số 49/2010/QH12', 'Nghị định số 47/2011/NĐ-CP ngày 17/6/2011 của Chính phủ'],
		keptFor: '10 năm',
		changes: ['wording', 'cut']
	}),
	form(
		'BM.BCXB.01.01',
		'Đơn đề nghị cấp giấy phép xuất bản',
		[
			fields(
				'Cơ quan, tổ chức đề nghị',
				'Tên tài liệu',
				'Số trang, khuôn khổ, số lượng',
				'Nơi in',
				'Mục đích xuất bản',
				'Phạm vi phát hành'
			),
			promise,
			signatures('Người đứng đầu')
		],
		applicant('BCXB', 'VP')
	)
];

export const districtServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.TP.11',
		title: 'Đăng ký kết hôn có yếu tố nước ngoài',
		divisions: ['TP', 'VP'],
		applicants: 'cá nhân',
		conditions: ['Các bên đủ điều kiện kết hôn; bên nước ngoài có giấy tờ chứng minh tình trạng hôn nhân được hợp pháp hóa.'],
		dossier: [
			original('Tờ khai đăng ký kết hôn'),
			original('Giấy xác nhận của tổ chức y tế'),
			original('Giấy tờ chứng minh tình trạng hôn nhân'),
			copy('Hộ chiếu hoặc giấy tờ thay thế')
		],
		limitHours: 104,
		fee: '1.000.000 đồng',
		steps: [
			receive,
			examine(68, 'Nghiên cứu, thẩm tra hồ sơ, xác minh khi cần.'),
			review(12),
			sign(16, 'Giấy chứng nhận kết hôn'),
			release
		],
		legal: ['Luật Hộ tịch số 60/2014/QH13', 'Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ'],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'digitise']
	}),
	service({
		code: 'QT.TCKH.01',
		title: 'Đăng ký thành lập hộ kinh doanh',
		divisions: ['TCKH', 'VP'],
		applicants: 'cá nhân, thành viên hộ gia đình',
		conditions: ['Ngành nghề không bị cấm; tên hộ kinh doanh không trùng trong phạm vi huyện.'],
		dossier: [original('Giấy đề nghị đăng ký hộ kinh doanh', 'BM.TCKH.01.01'), copy('Giấy tờ pháp lý của chủ hộ và thành viên')],
		limitHours: 24,
		fee: '100.000 đồng',
		steps: [
			receive,
			examine(8, 'Kiểm tra tên, ngành nghề; nhập hệ thống đăng ký hộ kinh doanh.'),
			review(4),
			sign(4, 'Giấy chứng nhận đăng ký hộ kinh doanh'),
			release
		],
		legal: ['Nghị định số 01/2021/NĐ-CP ngày 04/01/2021 của Chính phủ về đăng ký doanh nghiệp'],
		forms: [{ code: 'BM.TCKH.01.01', name: 'Giấy đề nghị đăng ký hộ kinh doanh' }],
		keptFor: '10 năm',
		changes: ['online', 'digitise']
	}),
	service({
		code: 'QT.TNMT.01',
		title: 'Chuyển mục đích sử dụng đất của hộ gia đình, cá nhân',
		divisions: ['TNMT', 'VP'],
		applicants: 'hộ gia đình, cá nhân',
		conditions: ['Phù hợp kế hoạch sử dụng đất hằng năm cấp huyện đã được phê duyệt.'],
		dossier: [original('Đơn xin chuyển mục đích sử dụng đất', 'BM.TNMT.01.01'), original('Giấy chứng nhận quyền sử dụng đất')],
		limitHours: 120,
		fee: 'Theo nghị quyết của HĐND tỉnh',
		steps: [
			receive,
			examine(76, 'Thẩm định hồ sơ, kiểm tra thực địa, chuyển thông tin xác định nghĩa vụ tài chính.'),
			review(12),
			sign(24, 'quyết định cho phép chuyển mục đích'),
			release
		],
		legal: ['Luật Đất đai số 31/2024/QH15', 'Nghị định số 102/2024/NĐ-CP ngày 30/7/2024 của Chính phủ'],
		forms: [{ code: 'BM.TNMT.01.01', name: 'Đơn xin chuyển mục đích sử dụng đất' }],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'wording', 'digitise']
	}),
	form(
		'BM.TCKH.01.01',
		'Giấy đề nghị đăng ký hộ kinh doanh',
		[
			fields('Họ và tên chủ hộ', 'Tên hộ kinh doanh', 'Địa điểm kinh doanh', 'Ngành, nghề', 'Vốn kinh doanh', 'Số lao động'),
			promise,
			signatures('Chủ hộ kinh doanh')
		],
		applicant('TCKH', 'VP')
	),
	form(
		'BM.TNMT.01.01',
		'Đơn xin chuyển mục đích sử dụng đất',
		[
			fields('Người xin chuyển mục đích', 'Địa chỉ', 'Thửa đất, tờ bản đồ', 'Diện tích', 'Mục đích hiện tại', 'Mục đích xin chuyển'),
			promise,
			signatures('Người làm đơn')
		],
		applicant('TNMT', 'VP')
	)
];
