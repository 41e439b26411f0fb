// What `--serve` fills in: the base URL of the sandbox beside this page, and headers with a key and a tenant of it.
export const sandbox = null;
