import { fields, form, signatures, table, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** The blank forms of the system procedures and of the one-stop desk, alike in every unit. */
export const systemForms: readonly DocumentSpec[] = [
	form('BM.ISO.01.01', 'Phiếu yêu cầu sửa đổi tài liệu', [
		fields(
			'Số phiếu',
			'Ngày đề nghị',
			'Người đề nghị',
			'Bộ phận',
			'Loại yêu cầu (ban hành mới / sửa đổi / hủy bỏ)',
			'Mã hiệu, tên tài liệu',
			'Lần ban hành hiện tại'
		),
		table(4, 'Trang, mục', 'Nội dung cũ', 'Nội dung đề nghị', 'Lý do'),
		fields('Tài liệu, bộ phận bị ảnh hưởng', 'Người soạn thảo, thời hạn', 'Ý kiến của Thư ký ISO', 'Ý kiến phê duyệt'),
		signatures('Người đề nghị', 'Thư ký ISO', 'Người phê duyệt')
	]),
	form('BM.ISO.01.02', 'Danh mục tài liệu nội bộ', [
		fields('Đơn vị', 'Ngày cập nhật'),
		table(12, 'TT', 'Mã hiệu', 'Tên tài liệu', 'Lần BH/SĐ', 'Ngày ban hành', 'Ngày hiệu lực', 'Nơi phân phối', 'Ghi chú'),
		signatures('Người lập', 'Người phê duyệt')
	]),
	form('BM.ISO.01.03', 'Danh mục tài liệu bên ngoài', [
		fields('Đơn vị', 'Ngày cập nhật'),
		table(12, 'TT', 'Số, ký hiệu', 'Trích yếu', 'Cơ quan ban hành', 'Ngày hiệu lực', 'Quy trình viện dẫn', 'Ngày soát xét', 'Tình trạng'),
		signatures('Người lập', 'Người phê duyệt')
	]),
	form('BM.ISO.01.04', 'Sổ phân phối tài liệu', [
		fields('Mã hiệu, tên tài liệu', 'Lần ban hành mới', 'Lần ban hành cũ cần thu hồi'),
		table(10, 'STT', 'Nơi nhận', 'Số bản', 'Ngày giao', 'Ký nhận', 'Đã thu hồi bản cũ', 'Ngày thu hồi'),
		signatures('Thư ký ISO')
	]),
	form('BM.ISO.01.05', 'Danh mục hồ sơ', [
		fields('Bộ phận', 'Năm'),
		table(12, 'TT', 'Mã hồ sơ', 'Tên hồ sơ', 'Người giữ', 'Nơi lưu', 'Thời hạn lưu', 'Ghi chú'),
		signatures('Người lập', 'Trưởng bộ phận')
	]),
	form('BM.ISO.01.06', 'Biên bản hủy tài liệu, hồ sơ', [
		fields('Thời gian', 'Địa điểm', 'Thành phần tham gia'),
		table(6, 'TT', 'Mã hiệu, tên', 'Số lượng', 'Lý do hủy', 'Hình thức hủy'),
		text('Biên bản lập thành 02 bản có giá trị như nhau, lưu tại Văn phòng và bộ phận có tài liệu, hồ sơ bị hủy.'),
		signatures('Người hủy', 'Người chứng kiến', 'Người phê duyệt')
	]),
	form('BM.ISO.02.01', 'Sổ theo dõi rủi ro và cơ hội', [
		fields('Quá trình, hoạt động', 'Năm'),
		table(
			8,
			'TT',
			'Rủi ro / cơ hội',
			'Nguyên nhân',
			'K',
			'M',
			'R',
			'Biện pháp hiện có',
			'Hành động',
			'Người làm',
			'Thời hạn',
			'Đánh giá lại'
		),
		signatures('Người lập', 'Người phê duyệt')
	]),
	form('BM.ISO.03.01', 'Chương trình đánh giá nội bộ năm', [
		fields('Năm', 'Mục tiêu', 'Chuẩn mực đánh giá'),
		table(8, 'TT', 'Bộ phận, quá trình', 'Quý I', 'Quý II', 'Quý III', 'Quý IV', 'Trưởng đoàn'),
		signatures('Thư ký ISO', 'Người phê duyệt')
	]),
	form('BM.ISO.03.02', 'Kế hoạch đánh giá nội bộ', [
		fields('Lần đánh giá', 'Thời gian', 'Phạm vi', 'Thành phần đoàn'),
		table(8, 'Giờ', 'Bộ phận', 'Nội dung, điều khoản', 'Đánh giá viên', 'Người được đánh giá'),
		signatures('Trưởng đoàn', 'Người phê duyệt')
	]),
	form('BM.ISO.03.03', 'Phiếu ghi chép đánh giá', [
		fields('Bộ phận được đánh giá', 'Đánh giá viên', 'Ngày'),
		table(10, 'TT', 'Điều khoản', 'Câu hỏi', 'Bằng chứng ghi nhận', 'Kết quả'),
		signatures('Đánh giá viên', 'Bộ phận được đánh giá')
	]),
	form('BM.ISO.03.04', 'Báo cáo đánh giá nội bộ', [
		fields('Lần đánh giá', 'Ngày', 'Phạm vi', 'Thành phần đoàn', 'Số KPH nặng', 'Số KPH nhẹ', 'Điểm mạnh', 'Điểm cần lưu ý'),
		table(6, 'TT', 'Bộ phận', 'Điều khoản', 'Nội dung KPH', 'Mức độ', 'Thời hạn khắc phục'),
		fields('Kết luận', 'Kiến nghị'),
		signatures('Trưởng đoàn', 'Người phê duyệt')
	]),
	form('BM.ISO.04.01', 'Phiếu báo cáo sự không phù hợp', [
		fields('Số phiếu', 'Ngày', 'Bộ phận', 'Người phát hiện', 'Nguồn phát hiện', 'Mô tả', 'Bằng chứng', 'Yêu cầu bị vi phạm', 'Mức độ'),
		signatures('Người phát hiện', 'Bộ phận liên quan')
	]),
	form('BM.ISO.04.02', 'Phiếu yêu cầu hành động khắc phục', [
		text('Phần 1. Nội dung sự không phù hợp'),
		fields('Số phiếu KPH', 'Nội dung', 'Bộ phận nhận'),
		text('Phần 2. Nguyên nhân và biện pháp'),
		table(4, 'TT', 'Nguyên nhân', 'Hành động', 'Người thực hiện', 'Thời hạn'),
		text('Phần 3. Phê duyệt'),
		fields('Ý kiến'),
		text('Phần 4. Kết quả thẩm tra'),
		fields('Kết quả (Đạt / Không đạt)', 'Ngày thẩm tra', 'Số phiếu mới (nếu không đạt)'),
		signatures('Trưởng bộ phận', 'Người thẩm tra', 'Người phê duyệt')
	]),
	form('BM.ISO.05.01', 'Kế hoạch họp xem xét của lãnh đạo', [
		fields('Thời gian', 'Địa điểm', 'Chủ trì', 'Thành phần'),
		table(8, 'TT', 'Nội dung', 'Người báo cáo', 'Tài liệu'),
		signatures('Thư ký ISO', 'Người phê duyệt')
	]),
	form('BM.ISO.05.02', 'Biên bản họp xem xét của lãnh đạo', [
		fields('Thời gian, địa điểm', 'Chủ trì', 'Thư ký', 'Thành phần'),
		table(8, 'TT', 'Nội dung', 'Kết luận', 'Người thực hiện', 'Thời hạn'),
		signatures('Thư ký', 'Chủ trì')
	])
];

export const oneStopForms: readonly DocumentSpec[] = [
	form('BM.MC.01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', [
		fields('Mã hồ sơ', 'Họ và tên người nộp', 'Địa chỉ', 'Số điện thoại', 'Nội dung yêu cầu giải quyết'),
		table(6, 'TT', 'Thành phần hồ sơ', 'Số lượng', 'Ghi chú'),
		fields('Số lượng hồ sơ', 'Thời gian giải quyết', 'Thời gian nhận hồ sơ', 'Thời gian trả kết quả', 'Đăng ký nhận kết quả tại'),
		signatures('Người nộp hồ sơ', 'Người tiếp nhận hồ sơ')
	]),
	form('BM.MC.02', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', [
		fields('Mã hồ sơ', 'Họ và tên người nộp', 'Nội dung yêu cầu giải quyết'),
		table(5, 'TT', 'Nội dung cần bổ sung, hoàn thiện', 'Căn cứ'),
		fields('Lý do', 'Thời hạn bổ sung'),
		signatures('Người hướng dẫn')
	]),
	form('BM.MC.03', 'Phiếu từ chối tiếp nhận, giải quyết hồ sơ', [
		fields('Họ và tên người nộp', 'Nội dung yêu cầu giải quyết', 'Lý do từ chối', 'Căn cứ pháp lý'),
		signatures('Người nộp hồ sơ', 'Người tiếp nhận hồ sơ')
	]),
	form('BM.MC.04', 'Phiếu xin lỗi và hẹn lại ngày trả kết quả', [
		fields('Mã hồ sơ', 'Kính gửi', 'Thời gian trả kết quả đã hẹn', 'Lý do chậm', 'Thời gian trả kết quả mới'),
		text('Cơ quan xin lỗi Ông/Bà về sự chậm trễ này và mong nhận được sự thông cảm.'),
		signatures('Người đứng đầu cơ quan')
	]),
	form('BM.MC.05', 'Phiếu kiểm soát quá trình giải quyết hồ sơ', [
		fields('Mã hồ sơ', 'Cơ quan giải quyết', 'Thời hạn giải quyết'),
		table(8, 'Tên cơ quan, bộ phận', 'Giao (giờ, ngày, ký)', 'Nhận (giờ, ngày, ký)', 'Kết quả (trước / đúng / quá hạn)', 'Ghi chú'),
		text('Phiếu được chuyển cùng hồ sơ và lưu tại bộ phận cuối cùng giải quyết hồ sơ.')
	]),
	form('BM.MC.06', 'Sổ theo dõi hồ sơ', [
		fields('Năm', 'Lĩnh vực'),
		table(12, 'STT', 'Mã hồ sơ', 'Tên TTHC', 'Người nộp', 'Ngày nhận', 'Ngày hẹn', 'Ngày trả', 'Phương thức', 'Ký nhận')
	])
];

/** Codes and names of the forms whose code begins so, for section 6 of a procedure. */
export function formRefs(prefix: string, forms: readonly DocumentSpec[] = systemForms): { code: string; name: string }[] {
	return forms.filter((one) => one.code.startsWith(prefix)).map((one) => ({ code: one.code, name: one.title }));
}
