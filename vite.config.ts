import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { paraglideOptions } from './paraglide.config.ts';

export default defineConfig({
	plugins: [tailwindcss(), sveltekit(), paraglideVitePlugin(paraglideOptions)],
	server: { fs: { allow: ['.'] }, watch: { ignored: ['**/storage/local/**', '**/test-results/**', '**/bench/**'] } }
});
