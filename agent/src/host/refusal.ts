/** System errors in the few words a reader acts on. */
import type { Refusal } from '@muster/hosts/host/host';

/** ENODEV and ENXIO: the file is there, the hardware behind it is not. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO', 'ENODATA', 'EINVAL', 'EOPNOTSUPP']);
const PERMISSION = new Set(['EACCES', 'EPERM']);

export function refusalOf(error: NodeJS.ErrnoException): { kind: Refusal; reason: string } {
  const code = error.code ?? '';
  const kind = ABSENT.has(code) ? 'absent' : PERMISSION.has(code) ? 'permission' : 'failed';
  return { kind, reason: code === '' ? error.message : code };
}
