/**
 * Prints the names that a TypeScript declaration file exports, each with its properties, as JSON.
 *
 *     node names.mjs index.d.ts
 */
import ts from 'typescript';

const entry = process.argv[2];
const { NodeNext } = ts.ModuleKind;
const program = ts.createProgram([entry], { module: NodeNext, target: ts.ScriptTarget.ES2022 });
const checker = program.getTypeChecker();
const { Alias, Class, Interface } = ts.SymbolFlags;

const names = {};
const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
for (const symbol of checker.getExportsOfModule(module)) {
  const declared = symbol.flags & Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isType = declared.flags & (Class | Interface);
  const members = isType
    ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(declared))
    : [...(declared.exports?.values() ?? [])];
  names[symbol.name] = members.map(({ name }) => name).filter((name) => /^\w+$/.test(name) && !name.startsWith('__'));
}
console.log(JSON.stringify(names));
