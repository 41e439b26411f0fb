import { check } from './checks.mjs';

self.onmessage = async ({ data }) => self.postMessage(await check(data));
