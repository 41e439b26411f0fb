/**
 * Writes the schemas of an OpenAPI document as TypeScript, one exported type a schema.
 *
 *     node typescript_models.mjs document.json > models.ts
 *
 * openapi-typescript makes the types. What it nests in `components["schemas"]` is lifted to the top, so that a reader, an
 * editor's hover and a compiler's message show `Plan` and not `components["schemas"]["Plan"]`.
 */
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const { factory, SyntaxKind } = ts;

const document = JSON.parse(readFileSync(process.argv[2], 'utf-8'));
const components = (await openapiTS(document, { silent: true })).find(
  (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'components',
);
const schemas = components.members.find((member) => member.name.text === 'schemas');
process.stdout.write(schemas.type.members.map((member) => text(exported(member))).join('\n'));

function exported(member) {
  const modifiers = [factory.createModifier(SyntaxKind.ExportKeyword)];
  const name = member.name.text;
  const type = ts.visitNode(member.type, simplified);
  const declaration =
    ts.isTypeLiteralNode(type) && !type.members.some(ts.isIndexSignatureDeclaration)
      ? factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, type.members)
      : factory.createTypeAliasDeclaration(modifiers, name, undefined, type);
  return ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(member));
}

function simplified(node) {
  if (ts.isIndexedAccessTypeNode(node) && ts.isIndexedAccessTypeNode(node.objectType)) {
    return factory.createTypeReferenceNode(node.indexType.literal.text);
  }
  const visited = ts.visitEachChild(node, simplified, undefined);
  return ts.isUnionTypeNode(visited)
    ? factory.createUnionTypeNode(opened(visited.types.flatMap(members)))
    : visited;
}

function members(type) {
  return ts.isParenthesizedTypeNode(type) && ts.isUnionTypeNode(type.type)
    ? type.type.types
    : [type];
}

// To the compiler `'a' | string` is just `string`; `'a' | (string & {})` keeps the known values for completion.
function opened(types) {
  // openapi-typescript writes a known value as an identifier with quotes.
  const known = types.some(ts.isIdentifier);
  return types.map((type) =>
    known && type.kind === SyntaxKind.StringKeyword
      ? factory.createIntersectionTypeNode([type, factory.createTypeLiteralNode([])])
      : type,
  );
}

// The types say what the tags say again, so that only the descriptions are left of the comments.
function text(declaration) {
  return astToString([declaration])
    .replace(/^\s*\* @(constant|enum) ?.*\n/gm, '')
    .replaceAll('@description ', '')
    .replace(/^(\s*\*) {5}/gm, '$1 ')
    .replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, '/** $1 */');
}
