/**
 * Words of which common passwords are made, folded (no accents, lower case). At 14 characters a list of whole passwords would
 * miss nearly all of them ("matkhau@2026!!", "admin123456789"): they are these words with digits, signs and repeats around.
 */
export const commonStems: readonly string[] = `
password passwd passcode passphrase pass matkhau matma mk
admin administrator root user guest login welcome hello master system server test testing demo default changeme letmein
secret access account security qwerty qwertz azerty asdfgh zxcvbn iloveyou love monkey dragon sunshine princess football
baseball superman batman pokemon michael jordan computer internet google facebook zalo samsung iphone microsoft windows
quantri quantrivien nguoidung taikhoan dangnhap xinchao chaomung hethong maychu kiemtra thunghiem macdinh bimat baomat
anhyeuem emyeuanh toiyeu yeuem yeuanh toiyeuem yeunhau yeuban giadinh hanhphuc conyeu bongda bongdem motngay
vietnam hanoi hatinh thanhpho nghean saigon hochiminh danang tinhha cantho haiphong
eiso iso soxaydung sonoivu sokhcn sotuphap sotaichinh ubnd uybannhandan uyban coquan donvi vanphong congchuc canbo
chuyenvien giamdoc phogiamdoc chutich phochutich thuky truongphong phophong nhanvien lanhdao vanthu
tailieu quytrinh thutuc hanhchinh motcua chatluong kiemsoat vanban
muahe muathu muadong muaxuan thanggieng thanghai thangba thangtu thangnam thangsau thangbay thangtam
january february march april june july august september october november december spring summer autumn winter
monday tuesday wednesday thursday friday saturday sunday
motnhaiba motthaiba motbahai khongbiet khongnho quenroi
`
	.split(/\s+/)
	.filter((word) => word.length >= 2);
