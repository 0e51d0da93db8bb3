/** A model's name and part number out of what the system structure states. Pure. */
import { normalizeVendor } from '@muster/facts/vendor';
import { type ModelConvention, modelConventions } from './model-conventions.ts';

export interface ModelName {
  readonly model?: string | undefined;
  readonly partNumber?: string;
}

/** Sound, trimmed values of the system structure; what is a placeholder is absent. */
export interface ProductFields {
  readonly productName?: string | undefined;
  readonly version?: string | undefined;
  readonly sku?: string | undefined;
}

export function modelNameOf(vendor: string | undefined, fields: ProductFields): ModelName {
  const key = vendor === undefined ? undefined : normalizeVendor(vendor);
  const convention =
    key === undefined ? undefined : modelConventions.find(({ vendors }) => vendors.includes(key));
  const plain = { model: fields.productName };
  if (convention === undefined) return plain;
  if (convention.hasPartNumberInSku === true)
    return fields.sku === undefined ? plain : { ...plain, partNumber: fields.sku };
  return byTypeNumber(convention, fields) ?? plain;
}

function byTypeNumber(
  { typeNumber, nameInVersion, numberBehindName }: ModelConvention,
  { productName, version }: ProductFields,
): ModelName | undefined {
  const isType = (text: string | undefined) =>
    text !== undefined && typeNumber?.test(text) === true;
  if (
    version !== undefined &&
    (nameInVersion?.test(version) === true || (isType(productName) && isName(version)))
  )
    return {
      model: version,
      ...(productName !== undefined && productName !== version && { partNumber: productName }),
    };
  if (productName === undefined) return undefined;
  if (version !== undefined && isType(version) && !isType(productName))
    return { model: productName, partNumber: version };
  const [, name, partNumber] = numberBehindName?.exec(productName) ?? [];
  return name === undefined || partNumber === undefined ? undefined : { model: name, partNumber };
}

/** "X200", "ThinkPad T42"; not "Rev 1.0", "1.0", "00". */
function isName(version: string): boolean {
  return (
    /^[A-Za-z]/.test(version) &&
    !/^(?:rev|ver|v\d+\.|lenovo product)/i.test(version) &&
    version.length >= 3
  );
}
