import type { Plugin } from 'vite';

export function messageBundle(): Plugin;
