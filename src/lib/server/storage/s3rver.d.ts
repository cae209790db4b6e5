declare module '@20minutes/s3rver' {
	/** An S3 server for tests; the package brings no types. */
	export default class S3rver {
		constructor(options: { address: string; port: number; silent: boolean; directory: string });
		run(): Promise<{ port: number }>;
		close(): Promise<void>;
	}
}
