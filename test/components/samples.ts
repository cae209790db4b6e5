import type { Me, NavGroup } from '#lib/components/layout/types.ts';

const unit = { id: 'u1', code: 'SO-NV', name: 'Sở Nội vụ' };

export const me: Me = {
	fullName: 'Trần Thị Hạnh Nguyên',
	position: 'Thư ký ISO',
	unit,
	units: [unit, { id: 'u2', code: 'CC-VTLT', name: 'Chi cục Văn thư - Lưu trữ' }]
};

export const nav: NavGroup[] = [
	{
		entries: [
			{ href: '/components', label: 'Việc của tôi', icon: 'home', count: 10, hot: true },
			{ href: '/documents', label: 'Tài liệu', icon: 'doc' },
			{ href: '/change-requests', label: 'Yêu cầu sửa đổi', icon: 'chat', count: 4 },
			{ href: '/issue-batches', label: 'Đợt ban hành', icon: 'stamp', count: 1 },
			{ href: '/records', label: 'Hồ sơ', icon: 'layers' }
		]
	},
	{
		label: 'Đánh giá, cải tiến',
		entries: [
			{ href: '/audits', label: 'Đánh giá nội bộ', icon: 'audit', count: 2 },
			{ href: '/corrective-actions', label: 'Khắc phục', icon: 'loop', count: 3 },
			{ href: '/reviews', label: 'Xem xét của lãnh đạo', icon: 'users' }
		]
	},
	{
		label: 'Đơn vị',
		entries: [
			{ href: '/models', label: 'Mô hình khung', icon: 'grid' },
			{ href: '/roll-out', label: 'Lộ trình, công bố', icon: 'flag' },
			{ href: '/reports', label: 'Báo cáo', icon: 'chart' },
			{ href: '/settings', label: 'Thiết lập đơn vị', icon: 'gear' }
		]
	}
];
