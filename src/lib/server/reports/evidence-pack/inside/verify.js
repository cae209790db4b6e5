/*
 * Checks an evidence pack of eISO without eISO and without a network (see FORMAT.md). Runs in a browser (verify.html) and in
 * Node 20 or newer (verify.mjs); needs nothing else.
 *
 * eisoVerify(files, say): files is { list(): Promise<string[]>, read(path): Promise<ArrayBuffer> }, say(line) is told each result
 * as { ok: true | false | null, text }. Gives true when everything holds.
 */
(function (scope) {
	'use strict';
	var words = {
		vi: {
			noManifest: 'Không có manifest.json: đây không phải gói bằng chứng của eISO.',
			format: 'Gói theo định dạng {0}; bộ kiểm tra này chỉ biết định dạng 1.',
			about: 'Gói bằng chứng của {0} ({1}), lập lúc {2}.',
			files: '{0} tệp có trong gói và đúng mã SHA-256.',
			missing: 'Thiếu tệp {0}.',
			changed: 'Tệp {0} đã bị thay đổi.',
			extra: 'Tệp {0} không thuộc gói.',
			added: 'Tệp {0} không thuộc gói: loại tệp mà hệ điều hành tự thêm vào thư mục; không ảnh hưởng đến kết quả.',
			unread: 'Tệp {0} không đọc được: nội dung đã bị thay đổi.',
			sealed: 'Bản kê được ký bằng khóa của hệ thống, dấu khóa {0}. Hãy so dấu này với trang Nhật ký của eISO hoặc bản in.',
			unsealed: 'Chữ ký trên bản kê SAI: bản kê đã bị thay đổi sau khi lập.',
			cannot: 'Trình duyệt này không kiểm tra được chữ ký Ed25519. Hãy dùng bản mới hơn, hoặc lệnh: node verify.mjs',
			chain: 'Nhật ký {0}: {1} dòng nối nhau liên tục, {2} dòng đọc được và đúng mã.',
			gap: 'Nhật ký {0}: thiếu dòng {1}.',
			link: 'Nhật ký {0}: dòng {1} không nối với dòng trước.',
			row: 'Nhật ký {0}: dòng {1} đã bị thay đổi.',
			point: 'Mốc ký {0} khớp với dòng {1} của nhật ký, ký lúc {2}.',
			pointBad: 'Mốc ký {0} KHÔNG khớp với nhật ký.',
			noPoint: 'Nhật ký {0}: không có mốc ký nào trong phần này.',
			approved: '{0} chữ ký phê duyệt khớp với tệp trong gói.',
			approvedBad: 'Chữ ký phê duyệt của {0} là cho một tệp khác với tệp trong gói.',
			whole: 'KẾT QUẢ: gói nguyên vẹn.',
			unsure: 'KẾT QUẢ: CHƯA KIỂM TRA ĐỦ. Các tệp khớp với bản kê, nhưng chưa kiểm tra được chữ ký trên bản kê.',
			broken: 'KẾT QUẢ: gói KHÔNG nguyên vẹn.'
		},
		en: {
			noManifest: 'There is no manifest.json: this is no evidence pack of eISO.',
			format: 'The pack has format {0}; this verifier knows format 1 alone.',
			about: 'Evidence pack of {0} ({1}), made at {2}.',
			files: '{0} files are in the pack and have their SHA-256.',
			missing: 'The file {0} is missing.',
			changed: 'The file {0} was changed.',
			extra: 'The file {0} does not belong to the pack.',
			added: 'The file {0} does not belong to the pack: of a kind that operating systems add to folders; it changes nothing in the result.',
			unread: 'The file {0} cannot be read: it was changed.',
			sealed:
				'The manifest was signed with the key of the installation, fingerprint {0}. Compare it with the Trail page of eISO or with paper.',
			unsealed: 'The signature of the manifest is WRONG: it was changed after it was made.',
			cannot: 'This browser cannot check an Ed25519 signature. Use a newer one, or the command: node verify.mjs',
			chain: 'Trail {0}: {1} rows follow one another, {2} of them can be read and are what was written.',
			gap: 'Trail {0}: row {1} is missing.',
			link: 'Trail {0}: row {1} does not follow the one before it.',
			row: 'Trail {0}: row {1} was changed.',
			point: 'Checkpoint {0} fits row {1} of the trail, signed {2}.',
			pointBad: 'Checkpoint {0} does NOT fit the trail.',
			noPoint: 'Trail {0}: no checkpoint in this part.',
			approved: '{0} approvals are of the files in the pack.',
			approvedBad: 'The approval of {0} is of another file than the one in the pack.',
			whole: 'RESULT: the pack is whole.',
			unsure: 'RESULT: NOT FULLY CHECKED. The files are those of the manifest, but its signature could not be checked.',
			broken: 'RESULT: the pack is NOT whole.'
		}
	};
	var alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
	var utf8 = new TextEncoder();

	function fill(text, values) {
		return text.replace(/\{(\d)\}/g, function (_all, at) {
			return String(values[Number(at)]);
		});
	}
	function hex(buffer) {
		return Array.from(new Uint8Array(buffer), function (byte) {
			return byte.toString(16).padStart(2, '0');
		}).join('');
	}
	function bytes(base64) {
		return Uint8Array.from(atob(base64), function (letter) {
			return letter.charCodeAt(0);
		});
	}
	async function digest(buffer) {
		return crypto.subtle.digest('SHA-256', buffer);
	}
	async function sha256(text) {
		return hex(await digest(utf8.encode(text)));
	}
	/** The first groups of five bits, as the code of a checkpoint is written. */
	function base32(buffer, length) {
		var data = new Uint8Array(buffer);
		var text = '';
		for (var index = 0; index < length; index++) {
			var bit = index * 5;
			var pair = (data[bit >> 3] << 8) | (data[(bit >> 3) + 1] || 0);
			text += alphabet.charAt((pair >> (11 - (bit & 7))) & 31);
		}
		return text;
	}
	async function codeOf(text) {
		var data = base32(await digest(utf8.encode(text)), 18);
		var letters = data + base32(await digest(utf8.encode('eiso:' + data)), 2);
		return letters.match(/.{4}/g).join('-');
	}
	/** True or false; null when this machine cannot tell. */
	async function isSigned(text, signature, publicKeys) {
		for (var key of publicKeys) {
			try {
				var imported = await crypto.subtle.importKey('raw', bytes(key), { name: 'Ed25519' }, false, ['verify']);
				if (await crypto.subtle.verify({ name: 'Ed25519' }, imported, bytes(signature), utf8.encode(text))) return true;
			} catch (error) {
				if (error && error.name === 'NotSupportedError') return null;
			}
		}
		return false;
	}
	function textOf(buffer) {
		return new TextDecoder().decode(buffer);
	}
	/** The JSON value of a text; undefined where it is none. */
	function parsed(text) {
		try {
			return JSON.parse(text);
		} catch {
			return undefined;
		}
	}
	/** The rows of a file with one JSON object on each line; null where a line is none. */
	function linesOf(buffer) {
		var rows = textOf(buffer).split('\n').filter(Boolean).map(parsed);
		return rows.every(isObject) ? rows : null;
	}
	function isObject(value) {
		return typeof value === 'object' && value !== null;
	}
	function base64(data) {
		return btoa(String.fromCharCode.apply(null, data));
	}
	/** The signature of the manifest; null where the file is not, byte for byte, what eISO writes. */
	function sealOf(buffer) {
		try {
			var seal = JSON.parse(textOf(buffer));
			var own = { algorithm: 'Ed25519', publicKey: base64(bytes(seal.publicKey)), signature: base64(bytes(seal.signature)) };
			return JSON.stringify(own, null, '\t') + '\n' === textOf(buffer) ? own : null;
		} catch {
			return null;
		}
	}
	/** A file that macOS, Windows or a Linux desktop writes into a folder that somebody opens or unpacks, by its name alone. */
	function isOfSystem(path) {
		var parts = path.split('/');
		var name = parts[parts.length - 1];
		return parts[0] === '__MACOSX' || /^(\.DS_Store|\._.+|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory)$/i.test(name);
	}
	/** One form for letters with marks, whichever way they are written. */
	function formOf(path) {
		return String(path).normalize('NFC');
	}
	function isManifest(value) {
		return (
			isObject(value) && isObject(value.unit) && Array.isArray(value.files) && Array.isArray(value.chains) && Array.isArray(value.keys)
		);
	}

	async function eisoVerify(files, say) {
		var whole = true;
		var sure = true;
		var t = words.vi;
		function good(key, values) {
			say({ ok: true, text: fill(t[key], values || []) });
		}
		function bad(key, values) {
			whole = false;
			say({ ok: false, text: fill(t[key], values || []) });
		}
		function note(key, values) {
			say({ ok: null, text: fill(t[key], values || []) });
		}
		function end() {
			if (!whole) bad('broken');
			else if (sure) good('whole');
			else note('unsure');
			return whole && sure;
		}

		// Some disks of a Mac give back names in another form of the same letters than they were written in (ế as three signs, not as one).
		var names = await files.list();
		var present = new Map();
		for (var name of names) {
			if (!present.has(formOf(name)) || formOf(name) === name) present.set(formOf(name), name);
		}
		function has(path) {
			return present.has(formOf(path));
		}
		function contentOf(path) {
			return files.read(present.get(formOf(path)));
		}
		if (!has('manifest.json') || !has('manifest.sig.json')) {
			bad('noManifest');
			return end();
		}
		var manifestBytes = await contentOf('manifest.json');
		var manifest = parsed(textOf(manifestBytes));
		if (!isObject(manifest)) {
			bad('unread', ['manifest.json']);
			return end();
		}
		t = words[manifest.locale] || words.vi;
		if (manifest.format !== 1) {
			bad('format', [manifest.format]);
			return end();
		}
		if (!isManifest(manifest)) {
			bad('unread', ['manifest.json']);
			return end();
		}
		note('about', [manifest.unit.name, manifest.label, manifest.madeAt]);

		var seal = sealOf(await contentOf('manifest.sig.json'));
		var sealed =
			seal !== null &&
			(await isSigned('eiso-evidence-pack|' + hex(await digest(manifestBytes)) + '|' + manifest.madeAt, seal.signature, [seal.publicKey]));
		if (sealed === null) {
			sure = false;
			note('cannot');
		} else if (sealed) good('sealed', [hex(await digest(bytes(seal.publicKey))).slice(0, 16)]);
		else bad('unsealed');

		var listed = new Map();
		var right = 0;
		for (var file of manifest.files) {
			listed.set(formOf(file.path), file);
			if (!has(file.path)) {
				bad('missing', [file.path]);
				continue;
			}
			var content = await contentOf(file.path);
			if (content.byteLength === file.size && hex(await digest(content)) === file.sha256) right += 1;
			else bad('changed', [file.path]);
		}
		for (var path of names) {
			// Where two names differ in their form alone, one of them is the file of the pack.
			var isOwn = present.get(formOf(path)) === path;
			if (isOwn && (listed.has(formOf(path)) || path === 'manifest.json' || path === 'manifest.sig.json')) continue;
			if (isOfSystem(path)) note('added', [path]);
			else bad('extra', [path]);
		}
		good('files', [right]);

		for (var chain of manifest.chains) await checkChain(chain);
		await checkApprovals();
		return end();

		async function checkChain(chain) {
			if (!has(chain.path)) return;
			var rows = linesOf(await contentOf(chain.path));
			if (rows === null) return bad('unread', [chain.path]);
			var hashes = new Map();
			var read = 0;
			var before = null;
			for (var row of rows) {
				var expected = before === null ? 1 : before.seq + 1;
				if (row.seq !== expected) return bad('gap', [chain.label, expected]);
				if (row.prevHash !== (before === null ? '' : before.hash)) return bad('link', [chain.label, row.seq]);
				if (typeof row.text === 'string') {
					var told = parsed(row.text);
					var fits = Array.isArray(told) && told[0] === chain.id && told[1] === row.seq && told[told.length - 1] === row.prevHash;
					if (!fits || (await sha256(row.text)) !== row.hash) return bad('row', [chain.label, row.seq]);
					read += 1;
				}
				hashes.set(row.seq, row.hash);
				before = row;
			}
			good('chain', [chain.label, rows.length, read]);
			if (chain.checkpoints.length === 0) note('noPoint', [chain.label]);
			for (var point of chain.checkpoints) {
				var text = chain.id + '|' + point.seq + '|' + point.hash + '|' + point.at;
				var signed = await isSigned(text, point.signature, manifest.keys);
				if (signed === null) sure = false;
				else if (signed && point.code === (await codeOf(text)) && hashes.get(point.seq) === point.hash)
					good('point', [point.code, point.seq, point.at]);
				else bad('pointBad', [point.code]);
			}
		}

		async function checkApprovals() {
			if (!has('data/signature.jsonl')) return;
			var byVersion = new Map();
			for (var entry of manifest.files) {
				if (entry.version) byVersion.set(entry.version + ' ' + entry.part, entry);
			}
			var fitting = 0;
			var rows = linesOf(await contentOf('data/signature.jsonl'));
			if (rows === null) return bad('unread', ['data/signature.jsonl']);
			for (var row of rows) {
				if (!row.version_id || row.voided_at || row.meaning !== 'approve_version') continue;
				var seen = false;
				for (var part of ['pdf', 'source']) {
					var signed = row[part + '_sha256'];
					var held = byVersion.get(row.version_id + ' ' + part);
					if (!signed || !held) continue;
					seen = true;
					if (held.sha256 !== signed) bad('approvedBad', [held.path]);
				}
				if (seen) fitting += 1;
			}
			good('approved', [fitting]);
		}
	}

	scope.eisoVerify = eisoVerify;
})(typeof globalThis === 'undefined' ? self : globalThis);
