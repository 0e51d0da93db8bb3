/** The address of a broker, as written on a command line or in a configuration. */
import { Secret } from '@muster/uplink/secret';

export type BrokerUrl =
  | {
      readonly kind: 'broker';
      /** Without user and password, which would end up in logs. */
      readonly url: string;
      readonly user?: string;
      readonly password?: Secret;
    }
  | { readonly kind: 'refused'; readonly reason: string };

const SCHEMES: ReadonlySet<string> = new Set(['mqtt:', 'mqtts:', 'ws:', 'wss:', 'tcp:', 'ssl:']);

/** "host", "host:port" and URLs; a bare host speaks mqtt://. */
export function parseBrokerUrl(text: string): BrokerUrl {
  const written = text.includes('://') ? text : `mqtt://${text}`;
  const url = URL.parse(written);
  if (url === null || url.hostname === '') {
    return { kind: 'refused', reason: `"${redact(text)}" is not the address of a broker` };
  }
  if (!SCHEMES.has(url.protocol)) {
    return { kind: 'refused', reason: `"${url.protocol}" is not mqtt:, mqtts:, ws: or wss:` };
  }
  const user = decode(url.username);
  const password = decode(url.password);
  url.username = '';
  url.password = '';
  return {
    kind: 'broker',
    url: url.href,
    ...(user !== '' && { user }),
    ...(password !== '' && { password: new Secret(password) }),
  };
}

function redact(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@');
}

/** A "%" that begins no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
