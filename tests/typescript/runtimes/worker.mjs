/** Runs the check in a Cloudflare Worker, which has no environment variables of a process. */
import { check } from './check.mjs';

export default {
  async fetch(request) {
    return Response.json(await check(...(await request.json())));
  },
};
