/** Runs the check with the environment's variables and prints what it found. */
import { check } from './check.mjs';

console.log(JSON.stringify(await check({}, process.env.GONE)));
