/**
 * Writes the schemas of an OpenAPI document as TypeScript, one exported type for each schema.
 *
 *     node typescript_models.mjs document.json > models.ts
 *
 * openapi-typescript makes the types, nested in `components["schemas"]`. This script moves them to the top, so that editors and
 * error messages show `Plan` instead of `components["schemas"]["Plan"]`.
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

// TypeScript reduces `'a' | string` to `string`; `'a' | (string & {})` keeps the known values for completion.
function opened(types) {
  // openapi-typescript writes a known value as an identifier with quotes.
  const known = types.some(ts.isIdentifier);
  return types.map((type) =>
    known && type.kind === SyntaxKind.StringKeyword
      ? factory.createIntersectionTypeNode([type, factory.createTypeLiteralNode([])])
      : type,
  );
}

// Keeps only the descriptions of the comments. The other tags repeat the types.
function text(declaration) {
  return astToString([declaration])
    .replace(/^\s*\* @(constant|enum) ?.*\n/gm, '')
    .replaceAll('@description ', '')
    .replace(/^(\s*\*) {5}/gm, '$1 ')
    .replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, '/** $1 */');
}
