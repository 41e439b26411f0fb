/**
 * Formats the sources of the npm package and compiles them to `dist/`.
 *
 *     node build.mjs <folder of the package>
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { formatFolder, Formatter } from '../format.mjs';

const root = process.argv[2];
const formatter = new Formatter('typescript');
const all = await formatFolder(root, formatter);
const texts = new Map(
  [...all].filter(([file]) => file.startsWith(join(root, 'src')) && file.endsWith('.ts')),
);
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
await commonJs();
await modules();
formatter.save();

/** Checks the types, and writes CommonJS with the types. */
async function commonJs() {
  const settings = {
    ...options,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    verbatimModuleSyntax: false,
    declaration: true,
    // TypeScript's own declarations.
    skipLibCheck: true,
    outDir: join(root, 'dist', 'cjs'),
  };
  const program = ts.createProgram([...texts.keys()], settings);
  const written = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => written.set(file, text));
  const errors = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (errors.length) {
    const host = {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    };
    process.stdout.write(ts.formatDiagnostics(errors, host));
    process.exit(1);
  }
  for (const [file, text] of written) {
    await write(file, text);
  }
}

/** Writes ES modules. The types are checked already. */
async function modules() {
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  for (const [file, text] of texts) {
    const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: file });
    const name = relative(join(root, 'src'), file).replace(/\.ts$/, '.js');
    await write(join(root, 'dist', 'esm', name), outputText);
  }
}

async function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await formatter.format(file, text));
}
