import { proseChange } from '../changes.ts';
import { prose, section } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Internal work of the Department as the province's lead agency for ISO. */
export const leadAgencyDocuments: readonly DocumentSpec[] = [
	prose('QC', 'QC.03', 'Quy định kiểm tra việc áp dụng hệ thống quản lý chất lượng trên địa bàn tỉnh', {
		divisions: ['SHTT', 'VP'],
		legal: ['Quyết định số 19/2014/QĐ-TTg ngày 05/3/2014 của Thủ tướng Chính phủ'],
		sections: [
			section('Phạm vi, đối tượng', ['Các cơ quan, đơn vị áp dụng HTQLCL theo TCVN ISO 9001 trên địa bàn tỉnh.']),
			section('Nội dung kiểm tra', ['Việc xây dựng, áp dụng, công bố, duy trì và cải tiến; mức độ điện tử hóa của hệ thống.']),
			section('Trình tự', [
				'Thông báo trước ít nhất 07 ngày; đơn vị tự đánh giá; kiểm tra tại chỗ; lập biên bản; theo dõi thực hiện kiến nghị.'
			])
		],
		changes: [
			proseChange('Kết luận Ban chỉ đạo ISO tỉnh', 'Bổ sung nội dung kiểm tra việc sử dụng hệ thống ISO điện tử.', {
				section: 1,
				paragraph: 'Kiểm tra việc cập nhật tài liệu, xác nhận đã đọc và khắc phục trên hệ thống ISO điện tử.'
			})
		]
	}),
	prose('HD', 'HD.03', 'Hướng dẫn xây dựng hệ thống tài liệu theo mô hình khung', {
		divisions: ['SHTT', 'VP'],
		sections: [
			section('Chuẩn bị', ['Kiện toàn Ban chỉ đạo, khảo sát TTHC và hoạt động nội bộ, phân công soạn thảo.']),
			section('Soạn thảo', [
				'Sử dụng mẫu của mô hình khung; mục 5 có đủ các khối từ 5.1 đến 5.8; tổng thời gian các bước bằng thời hạn giải quyết.'
			]),
			section('Ban hành, công bố', ['Người đứng đầu ký quyết định ban hành; áp dụng, đánh giá nội bộ, xác nhận hiệu lực rồi công bố.'])
		],
		changes: [
			proseChange('Ý kiến của các đơn vị', 'Bổ sung hướng dẫn rà soát quy trình khi TTHC thay đổi.', {
				section: 1,
				paragraph: 'Khi TTHC được sửa đổi, quy trình được cập nhật trước ngày TTHC mới có hiệu lực.'
			})
		]
	}),
	prose('KH', 'KH.KT-{year}', 'Kế hoạch kiểm tra hệ thống quản lý chất lượng năm {year}', {
		divisions: ['SHTT', 'VP'],
		sections: [
			section('Đối tượng', ['30 cơ quan, đơn vị được lựa chọn theo kết quả chấm điểm năm trước và thời gian chưa được kiểm tra.']),
			section('Thời gian', ['Từ tháng 6 đến tháng 8 năm {year}.']),
			section('Thành phần', [
				'Lãnh đạo Sở làm Trưởng đoàn; thành viên từ Văn phòng UBND tỉnh, Sở Nội vụ, Chi cục Tiêu chuẩn Đo lường Chất lượng.'
			])
		],
		changes: []
	})
];
