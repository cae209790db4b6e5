import { fields, form, signatures, table, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

const promise = text('Tôi (chúng tôi) cam đoan nội dung trên là đúng và chịu trách nhiệm trước pháp luật.');
const to = 'Kính gửi: Sở Nội vụ tỉnh Hà Tĩnh';
const request = (...divisions: string[]) => ({ forCitizens: true, addressee: to, divisions });

export const archiveForms: readonly DocumentSpec[] = [
	form(
		'BM.VTLT.01.01',
		'Phiếu đăng ký sử dụng tài liệu',
		[
			fields('Họ và tên', 'Ngày, tháng, năm sinh', 'Nơi công tác, địa chỉ', 'Mục đích sử dụng', 'Chủ đề nghiên cứu'),
			table(6, 'TT', 'Phông', 'Mục lục số', 'Hồ sơ số', 'Tiêu đề hồ sơ', 'Ghi chú'),
			signatures('Người đăng ký', 'Người duyệt')
		],
		request('VTLT', 'LTLS', 'VP')
	),
	form(
		'BM.VTLT.02.01',
		'Đơn đề nghị cấp Chứng chỉ hành nghề lưu trữ',
		[
			fields(
				'Họ và tên',
				'Ngày, tháng, năm sinh',
				'Nơi cư trú',
				'Trình độ chuyên môn',
				'Thời gian làm lưu trữ',
				'Lĩnh vực hành nghề đề nghị'
			),
			promise,
			signatures('Người đề nghị')
		],
		request('VTLT', 'QLVT', 'VP')
	),
	form(
		'BM.VTLT.02.02',
		'Phiếu thẩm định hồ sơ',
		[
			fields('Mã hồ sơ', 'Người đề nghị', 'Người thẩm định'),
			table(6, 'TT', 'Nội dung thẩm định', 'Yêu cầu', 'Kết quả', 'Ghi chú'),
			fields('Kết luận, đề xuất'),
			signatures('Người thẩm định', 'Chi cục trưởng')
		],
		{ divisions: ['VTLT', 'QLVT', 'VP'] }
	)
];

export const homeAffairsForms: readonly DocumentSpec[] = [
	form(
		'BM.HTC.01.01',
		'Đơn đề nghị công nhận ban vận động thành lập hội',
		[
			fields('Tên hội dự kiến', 'Tôn chỉ, mục đích', 'Phạm vi, lĩnh vực hoạt động', 'Trụ sở tạm thời'),
			table(6, 'TT', 'Họ và tên', 'Năm sinh', 'Nghề nghiệp', 'Chức danh trong ban vận động'),
			promise,
			signatures('Trưởng ban vận động')
		],
		request('XDCQ', 'VP')
	),
	form(
		'BM.HTC.02.01',
		'Đơn đề nghị thành lập hội',
		[
			fields('Tên hội', 'Sự cần thiết', 'Tôn chỉ, mục đích', 'Nhiệm vụ, quyền hạn', 'Trụ sở', 'Số người đăng ký tham gia'),
			promise,
			signatures('Trưởng ban vận động')
		],
		request('XDCQ', 'VP')
	),
	form(
		'BM.HTC.04.01',
		'Đơn đề nghị thành lập quỹ',
		[
			fields('Tên quỹ', 'Mục đích hoạt động', 'Phạm vi hoạt động', 'Tài sản đóng góp ban đầu', 'Trụ sở', 'Người đại diện ban sáng lập'),
			promise,
			signatures('Trưởng ban sáng lập')
		],
		request('XDCQ', 'VP')
	),
	form(
		'BM.TCBC.01.01',
		'Đề cương đề án thành lập đơn vị sự nghiệp công lập',
		[
			fields(
				'Sự cần thiết, cơ sở pháp lý',
				'Vị trí, chức năng, nhiệm vụ',
				'Cơ cấu tổ chức',
				'Số lượng người làm việc',
				'Cơ chế tài chính',
				'Phương án hoạt động'
			),
			signatures('Người đứng đầu đơn vị đề nghị')
		],
		{ divisions: ['TCBC', 'VP'] }
	),
	form(
		'BM.TCBC.03.01',
		'Đề cương đề án vị trí việc làm',
		[
			fields('Cơ sở xây dựng đề án', 'Thống kê công việc'),
			table(10, 'TT', 'Tên vị trí việc làm', 'Mã', 'Ngạch / hạng', 'Biên chế hiện có', 'Đề nghị'),
			signatures('Người đứng đầu đơn vị')
		],
		{ divisions: ['TCBC', 'VP'] }
	),
	form(
		'BM.TDKT.01.01',
		'Tờ trình đề nghị khen thưởng',
		[
			fields('Cơ quan trình', 'Hình thức khen thưởng', 'Số lượng tập thể, cá nhân'),
			table(8, 'TT', 'Tên tập thể, cá nhân', 'Chức vụ, đơn vị', 'Tóm tắt thành tích'),
			signatures('Thủ trưởng đơn vị')
		],
		request('TDKT', 'VP')
	),
	form(
		'BM.TDKT.01.02',
		'Báo cáo thành tích',
		[
			fields(
				'Tên đơn vị hoặc họ tên cá nhân',
				'Chức vụ, nơi công tác',
				'Hình thức đề nghị',
				'Sơ lược đặc điểm, tình hình',
				'Thành tích đạt được',
				'Các hình thức đã được khen thưởng'
			),
			signatures('Người báo cáo', 'Xác nhận của cấp trình khen')
		],
		{ forCitizens: true, divisions: ['TDKT', 'VP'] }
	),
	form(
		'BM.CCVC.01.01',
		'Phiếu đăng ký dự tuyển',
		[
			fields(
				'Vị trí dự tuyển',
				'Họ và tên',
				'Ngày, tháng, năm sinh',
				'Nơi cư trú',
				'Trình độ chuyên môn',
				'Quá trình công tác',
				'Đối tượng ưu tiên'
			),
			promise,
			signatures('Người viết phiếu')
		],
		request('CCVC', 'VP')
	),
	form(
		'BM.CCVC.05.01',
		'Phiếu đăng ký dự tuyển viên chức',
		[
			fields(
				'Vị trí việc làm dự tuyển',
				'Đơn vị dự tuyển',
				'Họ và tên',
				'Ngày, tháng, năm sinh',
				'Nơi cư trú',
				'Văn bằng, chứng chỉ',
				'Đối tượng ưu tiên'
			),
			promise,
			signatures('Người viết phiếu')
		],
		request('CCVC', 'VP')
	),
	form(
		'BM.CCVC.05.02',
		'Phiếu chấm điểm phỏng vấn',
		[
			fields('Số báo danh', 'Vị trí dự tuyển', 'Ngày phỏng vấn'),
			table(6, 'TT', 'Nội dung', 'Điểm tối đa', 'Điểm chấm', 'Nhận xét'),
			signatures('Thành viên chấm 1', 'Thành viên chấm 2')
		],
		{ divisions: ['CCVC', 'VP'] }
	),
	form(
		'BM.TG.01.01',
		'Văn bản đề nghị mời tổ chức, cá nhân nước ngoài',
		[
			fields('Tên tổ chức tôn giáo', 'Người đại diện', 'Tổ chức, cá nhân được mời', 'Quốc tịch', 'Nội dung, thời gian, địa điểm'),
			signatures('Đại diện tổ chức')
		],
		request('TG', 'VP')
	)
];
