/**
 * What a mail says, before it is known under which address the installation is reached: links are paths. Sealed at rest, made
 * into text and HTML when it is sent.
 */
export type MailBlock =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'heading'; readonly text: string }
	/** One thing to do, with its address written out, because some programs show no HTML. */
	| { readonly kind: 'link'; readonly label: string; readonly path: string }
	| { readonly kind: 'list'; readonly items: readonly { readonly text: string; readonly path?: string }[] }
	/** Fixed width: codes and hashes that are compared letter by letter. */
	| { readonly kind: 'code'; readonly lines: readonly string[] };

export type MailContent = { readonly subject: string; readonly blocks: readonly MailBlock[]; readonly footer: string };

export function mailText(content: MailContent, origin: string): string {
	const body = content.blocks.map((block) => blockText(block, origin)).join('\n\n');
	return `${body}\n\n-- \n${content.footer}\n`;
}

function blockText(block: MailBlock, origin: string): string {
	switch (block.kind) {
		case 'text':
			return block.text;
		case 'heading':
			return block.text.toUpperCase();
		case 'link':
			return `${block.label}:\n${origin}${block.path}`;
		case 'list':
			return block.items.map((item) => `- ${item.text}${item.path ? `\n  ${origin}${item.path}` : ''}`).join('\n');
		case 'code':
			return block.lines.map((line) => `    ${line}`).join('\n');
	}
}

/** HTML without pictures, scripts or anything fetched from elsewhere. */
export function mailHtml(content: MailContent, origin: string, locale: string): string {
	const body = content.blocks.map((block) => blockHtml(block, origin)).join('\n');
	const font = "font:16px/1.6 'Be Vietnam Pro',Arial,sans-serif;color:#221e1a";
	return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(content.subject)}</title></head>
<body style="margin:0;padding:24px;background:#fff;${font}">
<div style="max-width:600px">
${body}
<p style="margin-top:32px;padding-top:12px;border-top:1px solid #e2dcd2;font-size:13px;color:#6b6257">${escape(content.footer)}</p>
</div>
</body>
</html>
`;
}

function blockHtml(block: MailBlock, origin: string): string {
	switch (block.kind) {
		case 'text':
			return `<p>${escape(block.text)}</p>`;
		case 'heading':
			return `<h2 style="margin:24px 0 8px;font-size:18px;font-weight:600">${escape(block.text)}</h2>`;
		case 'link':
			return `<p>${anchor(origin + block.path, block.label)}<br><span style="font-size:13px;color:#6b6257">${escape(origin + block.path)}</span></p>`;
		case 'list': {
			const items = block.items.map((item) => `<li>${item.path ? anchor(origin + item.path, item.text) : escape(item.text)}</li>`);
			return `<ul style="padding-left:20px">${items.join('')}</ul>`;
		}
		case 'code':
			return `<pre style="font:13px/1.5 monospace;white-space:pre-wrap">${escape(block.lines.join('\n'))}</pre>`;
	}
}

function anchor(address: string, label: string): string {
	return `<a href="${escape(address)}" style="color:#8c2f1b">${escape(label)}</a>`;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
