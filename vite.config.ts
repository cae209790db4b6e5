import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { paraglideOptions } from './paraglide.config.ts';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit(), paraglideVitePlugin(paraglideOptions)],
	build: {
		modulePreload: {
			// A page names what it needs by itself when it is made. The list of what each of three hundred pages needs, sent with every first
			// page, is half of the router; without it a further page is read in two steps instead of one.
			resolveDependencies: (_, dependencies, { hostId }) => (hostId.includes('/entry/app.') ? [] : dependencies)
		}
	},
	server: { fs: { allow: ['.'] }, watch: { ignored: ['**/storage/local/**', '**/test-results/**', '**/bench/**'] } }
});
