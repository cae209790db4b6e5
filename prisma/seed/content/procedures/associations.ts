import { original, service, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { assignTo, receive, release } from './department-steps.ts';

/** Services of Sở Nội vụ on associations and funds. */
const associationLaw = ['Nghị định số 126/2024/NĐ-CP ngày 08/10/2024 của Chính phủ quy định về tổ chức, hoạt động và quản lý hội'];
const associations = ['XDCQ', 'VP'];

export const associationServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.HTC.01',
		title: 'Công nhận ban vận động thành lập hội',
		divisions: associations,
		applicants: 'tổ chức, cá nhân',
		conditions: [
			'Ban vận động có ít nhất 05 thành viên đối với hội hoạt động trong phạm vi tỉnh; trưởng ban là công dân Việt Nam, sức khỏe tốt, có uy tín.'
		],
		dossier: [
			original('Đơn đề nghị công nhận ban vận động thành lập hội', 'BM.HTC.01.01'),
			original('Danh sách và trích ngang của các thành viên dự kiến')
		],
		limitHours: 240,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định hồ sơ, tra cứu lĩnh vực hoạt động chính, lấy ý kiến sở, ngành liên quan.', 'Chuyên viên', 136, 'Văn bản lấy ý kiến'),
			step('Tổng hợp ý kiến, dự thảo quyết định hoặc văn bản trả lời.', 'Chuyên viên', 48, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 20, 'Hồ sơ trình'),
			step('Ký quyết định.', '{head}', 24, 'Quyết định công nhận'),
			release
		],
		legal: associationLaw,
		forms: [{ code: 'BM.HTC.01.01', name: 'Đơn đề nghị công nhận ban vận động thành lập hội' }],
		keptFor: '20 năm',
		changes: ['cut', 'wording', 'digitise']
	}),
	service({
		code: 'QT.HTC.02',
		title: 'Thành lập hội có phạm vi hoạt động trong tỉnh',
		divisions: associations,
		applicants: 'tổ chức, cá nhân',
		conditions: ['Có mục đích hoạt động không trái pháp luật; có điều lệ, trụ sở; có ít nhất 50 tổ chức, cá nhân đăng ký tham gia.'],
		dossier: [
			original('Đơn đề nghị thành lập hội', 'BM.HTC.02.01'),
			original('Dự thảo điều lệ'),
			original('Dự kiến phương hướng hoạt động'),
			original('Danh sách thành viên ban vận động'),
			original('Lý lịch tư pháp của người đứng đầu ban vận động')
		],
		limitHours: 360,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định hồ sơ, lấy ý kiến các cơ quan liên quan.', 'Chuyên viên', 184, 'Văn bản lấy ý kiến'),
			step('Dự thảo tờ trình, quyết định.', 'Chuyên viên', 64, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 28, 'Hồ sơ trình'),
			step('Ký tờ trình UBND tỉnh.', '{head}', 24, 'Tờ trình'),
			step('UBND tỉnh xem xét, quyết định.', 'Chủ tịch UBND tỉnh', 48, 'Quyết định'),
			release
		],
		legal: associationLaw,
		references: ['QT.HTC.01 Công nhận ban vận động thành lập hội'],
		forms: [{ code: 'BM.HTC.02.01', name: 'Đơn đề nghị thành lập hội' }],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'online']
	}),
	service({
		code: 'QT.HTC.03',
		title: 'Phê duyệt điều lệ hội',
		divisions: associations,
		applicants: 'hội',
		conditions: ['Đại hội đã thông qua điều lệ; hồ sơ gửi trong 30 ngày kể từ ngày bế mạc đại hội.'],
		dossier: [
			original('Văn bản báo cáo kết quả đại hội'),
			original('Điều lệ và biên bản thông qua điều lệ'),
			original('Danh sách ban chấp hành, ban kiểm tra')
		],
		limitHours: 240,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định điều lệ, đối chiếu quy định pháp luật.', 'Chuyên viên', 148, 'Phiếu thẩm định'),
			step('Dự thảo tờ trình, quyết định phê duyệt.', 'Chuyên viên', 32, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 16, 'Hồ sơ trình'),
			step('Ký tờ trình; UBND tỉnh quyết định.', '{head}, Chủ tịch UBND tỉnh', 32, 'Quyết định'),
			release
		],
		legal: associationLaw,
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'wording']
	}),
	service({
		code: 'QT.HTC.04',
		title: 'Cấp giấy phép thành lập và công nhận điều lệ quỹ',
		divisions: associations,
		applicants: 'tổ chức, cá nhân',
		conditions: ['Mục đích hoạt động phù hợp; có sáng lập viên, ban sáng lập; có đủ tài sản đóng góp; có hồ sơ hợp lệ.'],
		dossier: [
			original('Đơn đề nghị thành lập quỹ', 'BM.HTC.04.01'),
			original('Dự thảo điều lệ quỹ'),
			original('Bản cam kết đóng góp tài sản'),
			original('Sơ yếu lý lịch, phiếu lý lịch tư pháp của sáng lập viên'),
			original('Văn bản bầu các chức danh ban sáng lập')
		],
		limitHours: 320,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định hồ sơ, lấy ý kiến cơ quan liên quan về lĩnh vực hoạt động và tài sản.', 'Chuyên viên', 176, 'Văn bản lấy ý kiến'),
			step('Tổng hợp, dự thảo giấy phép và quyết định công nhận điều lệ.', 'Chuyên viên', 56, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 20, 'Hồ sơ trình'),
			step('Ký giấy phép theo ủy quyền của Chủ tịch UBND tỉnh.', '{head}', 56, 'Giấy phép'),
			release
		],
		legal: [
			'Nghị định số 93/2019/NĐ-CP ngày 25/11/2019 của Chính phủ về tổ chức, hoạt động của quỹ xã hội, quỹ từ thiện',
			'Nghị định số 136/2024/NĐ-CP ngày 23/10/2024 của Chính phủ'
		],
		forms: [{ code: 'BM.HTC.04.01', name: 'Đơn đề nghị thành lập quỹ' }],
		keptFor: 'Vĩnh viễn',
		changes: ['cut', 'online', 'digitise']
	})
];
