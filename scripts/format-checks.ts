/** The text of a module of checks, made of schemas by TypeBox's own compiler. */
import type { TSchema } from 'typebox';
import { Code } from 'typebox/compile';
import { agentChecked } from '../agent/src/schemas.ts';
import { wireChecked } from '../packages/facts/src/wire-schema.ts';
import { uplinkChecked } from '../packages/uplink/src/schemas.ts';

export interface Generated {
  /** From this folder. */
  readonly file: string;
  /** The module that declares the types, as the written one imports it. */
  readonly types: string;
  /** By the name of the type. */
  readonly schemas: Readonly<Record<string, TSchema>>;
  /** Where people are told what is wrong: the module with the type of the schemas themselves. */
  readonly explained?: string;
}

export const GENERATED: readonly Generated[] = [
  {
    file: '../agent/src/checks.ts',
    types: './schemas.ts',
    schemas: agentChecked,
    explained: './problems-of.ts',
  },
  { file: '../packages/facts/src/checks.ts', types: './wire.ts', schemas: wireChecked },
  { file: '../packages/uplink/src/checks.ts', types: './schemas.ts', schemas: uplinkChecked },
];

export function formatChecks({ types, schemas, explained }: Generated): string {
  const names = Object.keys(schemas);
  const functions = Object.entries(schemas).map(([name, schema]) => formatCheck(name, schema));
  return `/** Written by \`npm run checks\` of schemas that TypeBox compiled; a test holds it to them. */
// @ts-nocheck: the compiler writes JavaScript; what is exported says its types.
import type { ${names.join(', ')} } from '${types}';${explained === undefined ? '' : `\nimport type { PlainSchema } from '${explained}';`}

/** Characters as JSON Schema counts them. */
const Guard = { CodePointCount: (text) => Array.from(text).length };
${functions.join('')}${explained === undefined ? '' : Object.entries(schemas).map(formatSchema).join('')}`;
}

function formatSchema([name, schema]: readonly [string, TSchema]): string {
  const constant = `${name.charAt(0).toLowerCase()}${name.slice(1)}Schema`;
  return `\nexport const ${constant}: PlainSchema = ${JSON.stringify(schema)};\n`;
}

/** What the compiler writes is a module of its own, without types. */
function formatCheck(name: string, schema: TSchema): string {
  const { Code: code, External } = Code(schema);
  const body = code
    .split('\n')
    .filter((line) => !/^(?:import|let External|export function SetExternal|\/\/|$)/.test(line))
    .map((line) =>
      line.replace(
        /^export function Check\(value\) \{ return (check_\d+)\(value\) \}$/,
        'return $1;',
      ),
    )
    .map((line) => `  ${line}`)
    .join('\n');
  return `
export const is${name}: (value: unknown) => value is ${name} = (() => {
  const External = [${External.variables.map(formatPattern).join(', ')}];
${body}
})();
`;
}

/** Other values would need a way to be written; no schema here has any. */
function formatPattern(external: unknown): string {
  if (external instanceof RegExp) return String(external);
  throw new Error(`a check refers to a ${typeof external}, which cannot be written`);
}
