// What `--serve` fills in: the address of the sandbox beside this page, and a development key of it.
export const sandbox = {};
