import { copy, fields, form, original, service, signatures, step, table, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { assign, receive, release, review, sign } from './department-steps.ts';

/** Services of Sở Khoa học và Công nghệ and their forms. */
export const scienceServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.KHCN.01',
		title: 'Đánh giá, nghiệm thu nhiệm vụ khoa học và công nghệ cấp tỉnh',
		divisions: ['QLKH', 'VP'],
		applicants: 'tổ chức chủ trì nhiệm vụ',
		conditions: ['Nhiệm vụ đã kết thúc theo hợp đồng; hồ sơ nộp chậm nhất 30 ngày kể từ ngày kết thúc.'],
		dossier: [
			original('Công văn đề nghị nghiệm thu', 'BM.KHCN.01.01'),
			original('Báo cáo tổng hợp kết quả'),
			original('Báo cáo sử dụng kinh phí'),
			copy('Hợp đồng, thuyết minh nhiệm vụ')
		],
		sets: '01 bộ bản giấy và 01 bản điện tử',
		limitHours: 320,
		steps: [
			receive,
			assign,
			step('Kiểm tra sản phẩm, báo cáo; yêu cầu hoàn thiện khi chưa đạt.', 'Chuyên viên', 72, 'Phiếu kiểm tra'),
			step('Thành lập Hội đồng đánh giá, nghiệm thu.', '{head}', 40, 'Quyết định'),
			step('Họp Hội đồng.', 'Hội đồng', 64, 'BM.KHCN.01.02'),
			step('Hoàn thiện hồ sơ theo kết luận; dự thảo quyết định công nhận.', 'Tổ chức chủ trì, chuyên viên', 96, 'Dự thảo'),
			review(16),
			sign(20, 'quyết định công nhận kết quả'),
			release
		],
		legal: [
			'Luật Khoa học và Công nghệ số 29/2013/QH13',
			'Thông tư số 11/2014/TT-BKHCN ngày 30/5/2014 của Bộ trưởng Bộ Khoa học và Công nghệ'
		],
		forms: [
			{ code: 'BM.KHCN.01.01', name: 'Công văn đề nghị đánh giá, nghiệm thu' },
			{ code: 'BM.KHCN.01.02', name: 'Phiếu đánh giá kết quả nhiệm vụ' }
		],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'wording', 'digitise']
	}),
	service({
		code: 'QT.KHCN.02',
		title: 'Cấp Giấy chứng nhận đăng ký hoạt động khoa học và công nghệ',
		divisions: ['QLCN', 'VP'],
		applicants: 'tổ chức',
		conditions: ['Có điều lệ, nhân lực, cơ sở vật chất - kỹ thuật đáp ứng yêu cầu; người đứng đầu có trình độ đại học trở lên.'],
		dossier: [
			original('Đơn đăng ký hoạt động', 'BM.KHCN.02.01'),
			original('Điều lệ tổ chức và hoạt động'),
			original('Bảng danh sách nhân lực'),
			copy('Quyết định thành lập, hồ sơ trụ sở')
		],
		limitHours: 120,
		fee: '3.000.000 đồng',
		steps: [
			receive,
			assign,
			step('Thẩm định hồ sơ, kiểm tra trụ sở khi cần.', 'Chuyên viên', 72, 'Biên bản thẩm định'),
			step('Dự thảo giấy chứng nhận.', 'Chuyên viên', 12, 'Dự thảo'),
			review(12),
			sign(12, 'giấy chứng nhận'),
			release
		],
		legal: ['Luật Khoa học và Công nghệ số 29/2013/QH13', 'Nghị định số 08/2014/NĐ-CP ngày 27/01/2014 của Chính phủ'],
		forms: [{ code: 'BM.KHCN.02.01', name: 'Đơn đăng ký hoạt động khoa học và công nghệ' }],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.KHCN.03',
		title: 'Cấp giấy phép tiến hành công việc bức xạ - sử dụng thiết bị X-quang chẩn đoán trong y tế',
		divisions: ['SHTT', 'VP'],
		applicants: 'cơ sở y tế',
		conditions: ['Có nhân viên được đào tạo an toàn bức xạ; thiết bị được kiểm định; phòng đặt thiết bị đạt yêu cầu che chắn.'],
		dossier: [
			original('Đơn đề nghị cấp giấy phép', 'BM.KHCN.03.01'),
			original('Phiếu khai báo nhân viên bức xạ, thiết bị X-quang'),
			original('Báo cáo đánh giá an toàn'),
			copy('Giấy chứng nhận kiểm định, chứng chỉ nhân viên bức xạ')
		],
		limitHours: 200,
		fee: '2.000.000 đồng/thiết bị chụp X-quang thông thường',
		steps: [
			receive,
			assign,
			step('Thẩm định hồ sơ an toàn bức xạ, kiểm tra thực tế.', 'Chuyên viên', 136, 'Biên bản thẩm định'),
			step('Dự thảo giấy phép.', 'Chuyên viên', 20, 'Dự thảo'),
			review(16),
			sign(16, 'giấy phép'),
			release
		],
		legal: ['Luật Năng lượng nguyên tử số 18/2008/QH12', 'Nghị định số 142/2020/NĐ-CP ngày 09/12/2020 của Chính phủ'],
		forms: [{ code: 'BM.KHCN.03.01', name: 'Đơn đề nghị cấp giấy phép tiến hành công việc bức xạ' }],
		keptFor: '20 năm',
		changes: ['cut', 'online']
	}),
	service({
		code: 'QT.KHCN.04',
		title: 'Cấp Giấy chứng nhận đăng ký chuyển giao công nghệ',
		divisions: ['QLCN', 'VP'],
		applicants: 'tổ chức, cá nhân',
		conditions: ['Công nghệ không thuộc danh mục cấm chuyển giao; hợp đồng đã được các bên ký.'],
		dossier: [original('Văn bản đề nghị đăng ký', 'BM.KHCN.04.01'), original('Hợp đồng chuyển giao công nghệ')],
		limitHours: 40,
		steps: [
			receive,
			step('Thẩm định nội dung hợp đồng.', 'Chuyên viên', 20, 'Phiếu thẩm định'),
			review(4),
			sign(8, 'giấy chứng nhận'),
			release
		],
		legal: ['Luật Chuyển giao công nghệ số 07/2017/QH14', 'Nghị định số 76/2018/NĐ-CP ngày 15/5/2018 của Chính phủ'],
		forms: [{ code: 'BM.KHCN.04.01', name: 'Văn bản đề nghị đăng ký chuyển giao công nghệ' }],
		keptFor: '20 năm',
		changes: ['wording', 'digitise']
	})
];

const promise = text('Chúng tôi cam kết chịu trách nhiệm về tính chính xác của các thông tin trên.');
const applicant = (...divisions: string[]) => ({ forCitizens: true, addressee: 'Kính gửi: {unit}', divisions });

export const scienceForms: readonly DocumentSpec[] = [
	form(
		'BM.KHCN.01.01',
		'Công văn đề nghị đánh giá, nghiệm thu',
		[
			fields('Tổ chức chủ trì', 'Tên nhiệm vụ, mã số', 'Hợp đồng số', 'Thời gian thực hiện', 'Hồ sơ kèm theo'),
			signatures('Người đứng đầu tổ chức')
		],
		applicant('QLKH', 'VP')
	),
	form(
		'BM.KHCN.01.02',
		'Phiếu đánh giá kết quả nhiệm vụ',
		[
			fields('Tên nhiệm vụ', 'Họ tên thành viên Hội đồng'),
			table(8, 'TT', 'Tiêu chí', 'Điểm tối đa', 'Điểm', 'Nhận xét'),
			fields('Xếp loại', 'Kiến nghị'),
			signatures('Thành viên Hội đồng')
		],
		{ divisions: ['QLKH', 'VP'] }
	),
	form(
		'BM.KHCN.02.01',
		'Đơn đăng ký hoạt động khoa học và công nghệ',
		[
			fields('Tên tổ chức', 'Trụ sở', 'Người đứng đầu', 'Lĩnh vực hoạt động', 'Vốn đăng ký', 'Nhân lực'),
			promise,
			signatures('Người đứng đầu tổ chức')
		],
		applicant('QLCN', 'VP')
	),
	form(
		'BM.KHCN.03.01',
		'Đơn đề nghị cấp giấy phép tiến hành công việc bức xạ',
		[
			fields('Tên cơ sở', 'Địa chỉ', 'Người phụ trách an toàn', 'Thiết bị, số sê-ri', 'Mục đích sử dụng'),
			promise,
			signatures('Người đứng đầu cơ sở')
		],
		applicant('SHTT', 'VP')
	),
	form(
		'BM.KHCN.04.01',
		'Văn bản đề nghị đăng ký chuyển giao công nghệ',
		[fields('Bên giao công nghệ', 'Bên nhận công nghệ', 'Tên công nghệ', 'Giá trị hợp đồng'), promise, signatures('Đại diện bên đề nghị')],
		applicant('QLCN', 'VP')
	)
];
