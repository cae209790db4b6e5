/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
	return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** Whether a proxy says that it hands a request on. */
export function wasForwarded(headers: Headers): boolean {
	return ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers.has(name));
}
