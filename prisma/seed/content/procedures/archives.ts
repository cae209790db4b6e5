import { copy, keep, original, service, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { assignTo, receive, release } from './department-steps.ts';

/** Services on archives: of Sở Nội vụ and of Chi cục Văn thư - Lưu trữ. */
export const archiveServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.VTLT.01',
		title: 'Sử dụng tài liệu lưu trữ tại Phòng đọc',
		divisions: ['VTLT', 'LTLS', 'VP'],
		applicants: 'cá nhân, cơ quan, tổ chức',
		conditions: ['Có giấy tờ tùy thân; trường hợp sử dụng vì mục đích công vụ phải có giấy giới thiệu hoặc văn bản đề nghị.'],
		dossier: [original('Phiếu đăng ký sử dụng tài liệu', 'BM.VTLT.01.01'), copy('Giấy tờ tùy thân, giấy giới thiệu')],
		limitHours: 24,
		fee: 'Theo Thông tư số 275/2016/TT-BTC của Bộ Tài chính',
		steps: [
			step('Tiếp nhận yêu cầu, hướng dẫn đăng ký, tra cứu mục lục.', 'Viên chức Phòng đọc', 4, 'BM.VTLT.01.01'),
			step('Kiểm tra phạm vi tiếp cận của tài liệu, trình duyệt.', 'Viên chức Phòng đọc', 4, 'Phiếu trình'),
			step('Duyệt cho sử dụng tài liệu.', '{head}', 4, 'Phiếu đã duyệt'),
			step('Xuất kho, kiểm tra tình trạng, giao tài liệu.', 'Thủ kho', 8, 'Sổ giao nhận'),
			step('Nhận lại, kiểm tra, nhập kho.', 'Thủ kho', 4, 'Sổ giao nhận')
		],
		legal: ['Luật Lưu trữ số 33/2024/QH15', 'Thông tư số 275/2016/TT-BTC ngày 14/11/2016 của Bộ trưởng Bộ Tài chính'],
		forms: [{ code: 'BM.VTLT.01.01', name: 'Phiếu đăng ký sử dụng tài liệu' }],
		keptFor: '10 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.VTLT.02',
		title: 'Cấp Chứng chỉ hành nghề lưu trữ',
		divisions: ['VTLT', 'QLVT', 'VP'],
		applicants: 'cá nhân',
		conditions: [
			'Là công dân Việt Nam, có năng lực hành vi dân sự đầy đủ;',
			'Có bằng tốt nghiệp chuyên ngành về lưu trữ hoặc chuyên ngành khác phù hợp; đã trực tiếp làm lưu trữ từ đủ 03 năm;',
			'Đạt yêu cầu tại kỳ kiểm tra nghiệp vụ lưu trữ.'
		],
		dossier: [
			original('Đơn đề nghị cấp Chứng chỉ hành nghề lưu trữ', 'BM.VTLT.02.01'),
			copy('Bằng tốt nghiệp chuyên ngành'),
			copy('Giấy xác nhận thời gian làm lưu trữ'),
			original('02 ảnh cỡ 4 × 6 cm')
		],
		limitHours: 120,
		fee: '200.000 đồng/chứng chỉ',
		steps: [
			receive,
			assignTo('Chi cục trưởng'),
			step(
				'Thẩm định hồ sơ, đối chiếu kết quả kiểm tra nghiệp vụ; yêu cầu bổ sung trong 02 ngày nếu hồ sơ chưa đủ.',
				'Chuyên viên',
				64,
				'BM.VTLT.02.02'
			),
			step('Dự thảo tờ trình và Chứng chỉ.', 'Chuyên viên', 16, 'Tờ trình, dự thảo'),
			step('Soát xét hồ sơ, ký nháy.', 'Chi cục trưởng', 12, 'Hồ sơ trình'),
			step('Ký Chứng chỉ hành nghề lưu trữ.', '{head}', 16, 'Chứng chỉ'),
			release
		],
		legal: [
			'Luật Lưu trữ số 33/2024/QH15, Chương VI',
			'Nghị định số 113/2025/NĐ-CP của Chính phủ quy định chi tiết một số điều của Luật Lưu trữ'
		],
		forms: [
			{ code: 'BM.VTLT.02.01', name: 'Đơn đề nghị cấp Chứng chỉ hành nghề lưu trữ' },
			{ code: 'BM.VTLT.02.02', name: 'Phiếu thẩm định hồ sơ' }
		],
		records: [keep('Sổ cấp Chứng chỉ hành nghề lưu trữ', 'Chi cục Văn thư - Lưu trữ', 'Vĩnh viễn')],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'digitise']
	})
];
