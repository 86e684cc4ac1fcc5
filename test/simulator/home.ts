import type { ServerResponse } from 'node:http';
import { send, sendJson } from './http';
import { DEMO_INPUTS } from './inputs';
import type { State } from './state';

/** Answers a person who opens the simulator's address in a browser: what it is, and its demo pictures. */
export function handleHome(state: State, response: ServerResponse): void {
	const pictures = DEMO_INPUTS.map(({ file, title }) => {
		const address = `${state.origin}/inputs/${file}`;
		return `<figure><a href="${address}"><img src="${address}" height="180" alt="${title}"></a><figcaption><code>${address}</code></figcaption></figure>`;
	}).join('');
	const { requests, imagesMade } = state.counts;
	const page =
		`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Image-edit API, simulated</title>` +
		`<style>body{font:16px system-ui,sans-serif;margin:2rem;color:#222}figure{display:inline-block;margin:0 1.5rem 1.5rem 0}figcaption{font-size:12px}</style></head>` +
		`<body><h1>Image-edit API, simulated</h1><p>No image model is asked: the pictures are drawn. ` +
		`POST to <code>${state.origin}/v1/images/generations</code>. ${requests} requests so far, ${imagesMade} images made.</p>` +
		`<h2>Pictures to try it with</h2>${pictures}</body></html>`;
	send(response, 200, { 'content-type': 'text/html; charset=utf-8' }, page);
}

/** What happened so far, and what it was billed, for clients in another process. */
export function handleStats({ counts }: State, response: ServerResponse): void {
	const { requests, accepted, refused, imagesMade, billedFen } = counts;
	sendJson(response, 200, { requests, accepted, refused, imagesMade, billedCny: billedFen / 100 });
}
