/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
	return address === '::1' || /^(::ffff:)?127\./.test(address);
}
