import { proseChange } from '../changes.ts';
import { keep, prose, section } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Annexes, regulations and instructions, alike in every unit. */
export const regulations: readonly DocumentSpec[] = [
	prose('PL', 'PL.01', 'Danh mục thủ tục hành chính và hoạt động thuộc phạm vi áp dụng', {
		sections: [
			section('Danh mục', ['Danh mục được lập theo quyết định công bố TTHC hiện hành; cột “Quy trình” ghi mã hiệu tài liệu của {unit}.']),
			section('Cập nhật', ['{office} cập nhật danh mục trong thời hạn 10 ngày làm việc kể từ ngày có quyết định công bố mới.'])
		],
		changes: [
			proseChange('Quyết định công bố TTHC mới', 'Cập nhật danh mục theo quyết định công bố TTHC mới.', {
				section: 0,
				paragraph: 'TTHC bị bãi bỏ được giữ trong danh mục đến hết ngày quyết định công bố có hiệu lực.'
			}),
			proseChange('Quyết định công bố TTHC mới', 'Bổ sung cột mức độ dịch vụ công trực tuyến.', {
				section: 0,
				paragraph: 'Mỗi TTHC ghi rõ mức độ dịch vụ công trực tuyến: toàn trình hoặc một phần.'
			})
		]
	}),
	prose('PL', 'PL.02', 'Sơ đồ tổ chức và trách nhiệm, quyền hạn', {
		sections: [
			section('Cơ cấu tổ chức', ['Lãnh đạo gồm {head} và {deputy}; các bộ phận chuyên môn theo quyết định quy định chức năng, nhiệm vụ.']),
			section('Trách nhiệm, quyền hạn trong HTQLCL', [], {
				items: [
					'{head}: phê duyệt tài liệu, bảo đảm nguồn lực, chủ trì xem xét của lãnh đạo;',
					'{deputy}: thay mặt khi được ủy quyền, soát xét tài liệu hệ thống;',
					'Thư ký ISO: quản lý tài liệu, tổ chức đánh giá nội bộ, báo cáo;',
					'Trưởng bộ phận: soạn thảo, áp dụng quy trình, khắc phục sự không phù hợp.'
				]
			})
		],
		changes: [
			proseChange('Kiện toàn Ban chỉ đạo ISO', 'Cập nhật phân công nhiệm vụ của Ban chỉ đạo ISO.', {
				section: 1,
				paragraph: 'Thành viên Ban chỉ đạo vắng mặt trên 15 ngày thì {head} phân công người thay thế bằng văn bản.'
			})
		]
	}),
	prose('QC', 'QC.01', 'Quy chế làm việc', {
		sections: [
			section('Quy định chung', [
				'Quy chế này quy định nguyên tắc, chế độ trách nhiệm, lề lối làm việc, quan hệ công tác và trình tự giải quyết công việc của {unit}.'
			]),
			section('Trách nhiệm, phạm vi giải quyết công việc', [
				'{head} lãnh đạo toàn diện; {deputy} giải quyết công việc theo lĩnh vực được phân công và chịu trách nhiệm trước {head}.'
			]),
			section('Chế độ họp, báo cáo', ['Họp giao ban sáng thứ Hai hằng tuần; báo cáo định kỳ tháng, quý, 6 tháng, năm.']),
			section('Điều khoản thi hành', ['Trưởng các bộ phận và toàn thể cán bộ, công chức, viên chức chịu trách nhiệm thi hành Quy chế này.'])
		],
		records: [keep('Biên bản, thông báo kết luận họp', '{office}', '10 năm')],
		changes: [
			proseChange('Thực hiện chuyển đổi số', 'Bổ sung quy định họp trực tuyến, xử lý văn bản hoàn toàn trên môi trường điện tử.', {
				section: 2,
				paragraph: 'Văn bản được xử lý trên môi trường điện tử, trừ văn bản mật; khuyến khích họp trực tuyến.'
			}),
			proseChange(
				'Rà soát quy chế',
				'Ban hành lại quy chế theo chức năng, nhiệm vụ mới.',
				{
					section: 1,
					paragraph: 'Công việc liên quan nhiều lĩnh vực do lãnh đạo được giao chủ trì quyết định và báo cáo {head}.'
				},
				{ step: 'issue' }
			)
		]
	}),
	prose('QC', 'QC.02', 'Quy chế chi tiêu nội bộ và quản lý tài sản công', {
		divisions: ['KHTC', 'TC', 'VP', 'HCTH'],
		sections: [
			section('Nguyên tắc', ['Chi tiêu đúng định mức, tiết kiệm, công khai; mọi khoản chi có chứng từ hợp lệ.']),
			section('Định mức chi', [], {
				table: {
					head: ['Nội dung', 'Định mức', 'Ghi chú'],
					rows: [
						['Công tác phí trong tỉnh', 'Theo nghị quyết của HĐND tỉnh', 'Có giấy đi đường'],
						['Văn phòng phẩm', 'Khoán theo bộ phận', 'Cấp theo quý'],
						['Điện thoại, internet', 'Theo thực tế sử dụng', 'Thanh toán tập trung']
					]
				}
			}),
			section('Quản lý tài sản', ['Tài sản được lập thẻ, kiểm kê vào ngày 31/12 hằng năm.'])
		],
		records: [keep('Chứng từ kế toán', 'Kế toán', '10 năm')],
		changes: [
			proseChange('Thay đổi dự toán', 'Điều chỉnh định mức khoán văn phòng phẩm.', {
				section: 1,
				paragraph: 'Định mức khoán văn phòng phẩm được điều chỉnh theo số biên chế có mặt.'
			})
		]
	}),
	prose('HD', 'HD.01', 'Hướng dẫn tiếp nhận và trả kết quả tại bộ phận một cửa', {
		sections: [
			section('Chuẩn bị', ['Mở hệ thống thông tin giải quyết TTHC, kiểm tra máy quét, máy lấy số trước 07 giờ 15 phút.']),
			section('Tiếp nhận', [
				'Chào hỏi, hỏi nhu cầu; kiểm tra thành phần hồ sơ theo mục 5.2 của quy trình; lập Giấy tiếp nhận BM.MC.01 hoặc Phiếu yêu cầu bổ sung BM.MC.02.'
			]),
			section('Trả kết quả', ['Thu lại giấy hẹn, thu phí, lệ phí, hướng dẫn ký nhận; mời đánh giá mức độ hài lòng.'])
		],
		changes: [
			proseChange('Triển khai thanh toán trực tuyến', 'Bổ sung hướng dẫn thanh toán phí, lệ phí bằng mã QR.', {
				section: 2,
				paragraph: 'Khuyến khích người dân thanh toán phí, lệ phí bằng mã QR; in biên lai điện tử khi có yêu cầu.'
			})
		]
	}),
	prose('HD', 'HD.02', 'Hướng dẫn sử dụng hệ thống ISO điện tử', {
		sections: [
			section('Đăng nhập', ['Dùng tài khoản được cấp; đổi mật khẩu trong lần đăng nhập đầu tiên.']),
			section('Tra cứu tài liệu', ['Gõ mã hiệu hoặc tên tài liệu, có thể gõ không dấu; hệ thống mở phiên bản đang hiệu lực.']),
			section('Xác nhận đã đọc', ['Mở tài liệu được yêu cầu đọc, sau đó chọn “Đã đọc, hiểu”.'])
		],
		changes: []
	})
];
