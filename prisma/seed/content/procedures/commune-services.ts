import { copy, keep, original, service, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Land, social affairs, complaints and culture at the commune: QT.DD, QT.LD, QT.TD, QT.VH. */
const desk = 'Bộ phận TN&TKQ';
const office = 'Công chức Văn phòng - Thống kê';
const social = 'Công chức Văn hóa - Xã hội';
const land = 'Công chức Địa chính - Xây dựng';
const receive = (hours: number) => step('Tiếp nhận, kiểm tra hồ sơ; lập giấy tiếp nhận, hẹn trả kết quả.', desk, hours, 'BM.MC.01');
const stamp = (hours: number) => step('Đóng dấu, vào sổ, chuyển kết quả đến bộ phận một cửa.', office, hours, 'Kết quả');

export const communeServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.DD.01',
		title: 'Hòa giải tranh chấp đất đai',
		divisions: ['DC', 'VP'],
		applicants: 'cá nhân, hộ gia đình, tổ chức',
		conditions: ['Tranh chấp về quyền sử dụng đất trên địa bàn mà các bên không tự hòa giải được.'],
		dossier: [
			original('Đơn yêu cầu hòa giải tranh chấp đất đai', 'BM.DD.01.01'),
			copy('Giấy tờ về quyền sử dụng đất, tài liệu liên quan (nếu có)')
		],
		limitHours: 240,
		steps: [
			receive(4),
			step('Thẩm tra, xác minh nguyên nhân tranh chấp; thu thập giấy tờ, hiện trạng sử dụng đất.', land, 120, 'Báo cáo xác minh'),
			step('Thành lập Hội đồng hòa giải tranh chấp đất đai.', '{head}', 16, 'Quyết định'),
			step('Gửi giấy mời các bên và thành viên Hội đồng.', land, 16, 'Giấy mời'),
			step('Tổ chức cuộc họp hòa giải với sự tham gia của các bên.', 'Hội đồng hòa giải', 8, 'BM.DD.01.02'),
			step(
				'Chờ ý kiến bổ sung của các bên về nội dung đã thống nhất (10 ngày làm việc, tính trong thời hạn).',
				'Các bên',
				60,
				'Ý kiến bằng văn bản'
			),
			step(
				'Ký, đóng dấu biên bản; chuyển kết quả đến cơ quan có thẩm quyền khi có thay đổi hiện trạng.',
				'{head}',
				12,
				'Biên bản hòa giải'
			),
			stamp(4)
		],
		legal: ['Luật Đất đai số 31/2024/QH15, Điều 235', 'Nghị định số 102/2024/NĐ-CP ngày 30/7/2024 của Chính phủ'],
		forms: [
			{ code: 'BM.DD.01.01', name: 'Đơn yêu cầu hòa giải tranh chấp đất đai' },
			{ code: 'BM.DD.01.02', name: 'Biên bản hòa giải tranh chấp đất đai' }
		],
		keptFor: '20 năm',
		changes: ['cut', 'wording', 'digitise']
	}),
	service({
		code: 'QT.LD.01',
		title: 'Trợ cấp xã hội hằng tháng',
		divisions: ['VH', 'VP'],
		applicants: 'cá nhân thuộc đối tượng bảo trợ xã hội',
		conditions: ['Thuộc đối tượng quy định tại Điều 5 Nghị định số 20/2021/NĐ-CP.'],
		dossier: [
			original('Tờ khai đề nghị trợ giúp xã hội', 'BM.LD.01.01'),
			copy('Giấy xác nhận khuyết tật, giấy khai sinh hoặc giấy tờ liên quan')
		],
		limitHours: 176,
		steps: [
			receive(4),
			step('Thẩm định hồ sơ, xác minh hoàn cảnh tại nơi cư trú.', social, 56, 'Biên bản xác minh'),
			step('Niêm yết công khai kết quả xét duyệt tại trụ sở (02 ngày làm việc).', social, 16, 'Niêm yết'),
			step('Trình Chủ tịch UBND ký văn bản đề nghị, gửi cơ quan chuyên môn cấp huyện.', '{head}', 16, 'Văn bản đề nghị'),
			step('Thẩm định, trình quyết định trợ cấp.', 'Phòng Lao động - Thương binh và Xã hội', 56, 'Tờ trình'),
			step('Quyết định trợ cấp xã hội hằng tháng.', 'Chủ tịch UBND cấp huyện', 24, 'Quyết định'),
			stamp(4)
		],
		legal: [
			'Nghị định số 20/2021/NĐ-CP ngày 15/3/2021 của Chính phủ quy định chính sách trợ giúp xã hội',
			'Nghị định số 76/2024/NĐ-CP ngày 01/7/2024 của Chính phủ'
		],
		forms: [{ code: 'BM.LD.01.01', name: 'Tờ khai đề nghị trợ giúp xã hội' }],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'digitise', 'wording']
	}),
	service({
		code: 'QT.LD.02',
		title: 'Công nhận hộ nghèo, hộ cận nghèo phát sinh trong năm',
		divisions: ['VH', 'VP'],
		applicants: 'hộ gia đình',
		conditions: ['Hộ gia đình có giấy đề nghị, đáp ứng tiêu chí chuẩn nghèo đa chiều của giai đoạn.'],
		dossier: [original('Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo', 'BM.LD.02.01')],
		limitHours: 120,
		steps: [
			receive(4),
			step('Rà soát, chấm điểm thu nhập và mức độ thiếu hụt dịch vụ xã hội cơ bản tại hộ.', 'Tổ rà soát', 56, 'Phiếu rà soát'),
			step('Họp dân thống nhất kết quả tại thôn, tổ dân phố.', 'Trưởng thôn', 16, 'Biên bản họp'),
			step('Niêm yết, thông báo công khai, tiếp nhận phúc tra.', social, 24, 'Thông báo'),
			step('Quyết định công nhận, cấp giấy chứng nhận.', '{head}', 16, 'Quyết định, giấy chứng nhận'),
			stamp(4)
		],
		legal: [
			'Nghị định số 07/2021/NĐ-CP ngày 27/01/2021 của Chính phủ quy định chuẩn nghèo đa chiều',
			'Quyết định số 24/2021/QĐ-TTg ngày 16/7/2021 của Thủ tướng Chính phủ'
		],
		forms: [{ code: 'BM.LD.02.01', name: 'Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo' }],
		keptFor: '10 năm',
		changes: ['cut', 'wording']
	}),
	service({
		code: 'QT.TD.02',
		title: 'Giải quyết khiếu nại lần đầu',
		divisions: ['TTR', 'TP', 'VP'],
		applicants: 'cá nhân, cơ quan, tổ chức',
		conditions: ['Khiếu nại quyết định hành chính, hành vi hành chính thuộc thẩm quyền giải quyết lần đầu, còn thời hiệu 90 ngày.'],
		dossier: [original('Đơn khiếu nại', 'BM.TD.02.01'), copy('Quyết định hành chính bị khiếu nại, tài liệu liên quan')],
		limitHours: 240,
		steps: [
			receive(4),
			step('Nghiên cứu đơn, đề xuất thụ lý; thông báo thụ lý trong 10 ngày.', 'Công chức được giao', 60, 'Thông báo thụ lý'),
			step('Xác minh nội dung khiếu nại, làm việc với các bên.', 'Người được giao xác minh', 100, 'Báo cáo xác minh'),
			step('Tổ chức đối thoại khi kết quả xác minh và yêu cầu khiếu nại còn khác nhau.', '{head}', 24, 'Biên bản đối thoại'),
			step('Dự thảo quyết định giải quyết khiếu nại.', 'Công chức được giao', 24, 'Dự thảo quyết định'),
			step('Ký quyết định giải quyết khiếu nại.', '{head}', 24, 'Quyết định'),
			step('Gửi quyết định, công khai theo quy định.', office, 4, 'Quyết định đã phát hành')
		],
		legal: ['Luật Khiếu nại số 02/2011/QH13', 'Nghị định số 124/2020/NĐ-CP ngày 19/10/2020 của Chính phủ'],
		references: ['QT.TD.01 Tiếp công dân'],
		forms: [{ code: 'BM.TD.02.01', name: 'Đơn khiếu nại' }],
		records: [keep('Hồ sơ vụ việc khiếu nại', 'Công chức được giao', '15 năm')],
		keptFor: '15 năm',
		changes: ['cut', 'wording']
	}),
	service({
		code: 'QT.TD.03',
		title: 'Giải quyết tố cáo',
		divisions: ['TTR', 'TP', 'VP'],
		applicants: 'cá nhân',
		conditions: ['Tố cáo có tên, địa chỉ người tố cáo; nội dung thuộc thẩm quyền; người tố cáo có năng lực hành vi dân sự.'],
		dossier: [original('Đơn tố cáo hoặc biên bản ghi nội dung tố cáo'), copy('Tài liệu, chứng cứ kèm theo')],
		limitHours: 240,
		steps: [
			receive(4),
			step('Kiểm tra điều kiện thụ lý, bảo vệ bí mật thông tin người tố cáo.', 'Công chức được giao', 52, 'Tờ trình'),
			step('Quyết định thụ lý, thành lập tổ xác minh.', '{head}', 16, 'Quyết định thụ lý'),
			step('Xác minh nội dung tố cáo.', 'Tổ xác minh', 112, 'Báo cáo kết quả xác minh'),
			step('Dự thảo kết luận nội dung tố cáo.', 'Tổ xác minh', 24, 'Dự thảo kết luận'),
			step('Ký kết luận, quyết định xử lý.', '{head}', 24, 'Kết luận nội dung tố cáo'),
			step('Gửi, công khai kết luận; lưu hồ sơ theo chế độ mật khi cần.', office, 8, 'Kết luận đã phát hành')
		],
		legal: ['Luật Tố cáo số 25/2018/QH14', 'Nghị định số 31/2019/NĐ-CP ngày 10/4/2019 của Chính phủ'],
		references: ['QT.TD.01 Tiếp công dân'],
		keptFor: '15 năm',
		changes: ['wording', 'cut']
	}),
	service({
		code: 'QT.VH.01',
		title: 'Xét tặng danh hiệu Gia đình văn hóa',
		divisions: ['VH', 'VP'],
		applicants: 'hộ gia đình',
		conditions: ['Hộ gia đình đăng ký thi đua, đạt tiêu chuẩn Gia đình văn hóa trong năm.'],
		dossier: [original('Bản đăng ký tham gia thi đua', 'BM.VH.01.01'), original('Biên bản họp bình xét ở khu dân cư')],
		limitHours: 40,
		steps: [
			receive(4),
			step('Kiểm tra hồ sơ, tổng hợp danh sách đề nghị.', social, 12, 'Danh sách'),
			step('Họp Hội đồng thi đua - khen thưởng.', 'Hội đồng TĐKT', 8, 'Biên bản'),
			step('Ký quyết định tặng danh hiệu.', '{head}', 8, 'Quyết định'),
			step('In giấy công nhận, đóng dấu, chuyển kết quả.', office, 8, 'Giấy công nhận')
		],
		legal: ['Luật Thi đua, khen thưởng số 06/2022/QH15', 'Nghị định số 86/2023/NĐ-CP ngày 07/12/2023 của Chính phủ'],
		forms: [{ code: 'BM.VH.01.01', name: 'Bản đăng ký tham gia thi đua' }],
		keptFor: '05 năm',
		changes: ['cut', 'wording']
	})
];
