/** Starts one sandbox for all tests, unless AZOTTE_SANDBOX_SERVER names one that runs. */
import { startSandbox } from 'azotte/testing';

export default async function setup() {
  const sandbox = await startSandbox();
  process.env.AZOTTE_SANDBOX_SERVER = sandbox.url;
  return () => sandbox.stop();
}
