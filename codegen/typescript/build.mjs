/**
 * Formats the sources of the npm package and compiles them to `dist/`.
 *
 *     node build.mjs <folder of the package>
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as prettier from 'prettier';
import ts from 'typescript';

const root = process.argv[2];
const workspace = new URL('../../package.json', import.meta.url);
const style = JSON.parse(readFileSync(workspace, 'utf-8')).prettier;

const texts = new Map();
for (const file of files(root)) {
  const { inferredParser } = await prettier.getFileInfo(file);
  if (inferredParser) {
    const text = await formatted(file, readFileSync(file, 'utf-8'));
    writeFileSync(file, text);
    if (file.startsWith(join(root, 'src')) && file.endsWith('.ts')) {
      texts.set(file, text);
    }
  }
}
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
);
await commonJs();
await modules();

/** Checks the types, and writes CommonJS with the types. */
async function commonJs() {
  const settings = {
    ...options,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    verbatimModuleSyntax: false,
    declaration: true,
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
  writeFileSync(file, await formatted(file, text));
}

function formatted(file, text) {
  return prettier.format(text, { ...style, filepath: file });
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
