/** What every answer tells a browser: run our own scripts only, frame us nowhere, keep nothing. */
import type { App } from './app.ts';
import { RequestFailure } from './failure.ts';
import { hostAllowed, type OriginRules, originAllowed } from './origins.ts';

/** No inline script or style element, nothing from elsewhere; a WebSocket to ourselves is 'self'. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/** A year, as browsers ask before they remember it. */
const STRICT_TRANSPORT_SECURITY = 'max-age=31536000';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function addHeaders(app: App, rules: OriginRules, isTls: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (isTls) reply.header('strict-transport-security', STRICT_TRANSPORT_SECURITY);
    const { host, origin, upgrade } = request.headers;
    if (!hostAllowed(rules, host)) {
      throw new RequestFailure(
        421,
        'wrong-host',
        'this address is not ours: a proxy before the reconciler needs --public-url',
      );
    }
    // A WebSocket opens with a GET that browsers send to any site, with its cookies.
    const isGuarded = !SAFE_METHODS.has(request.method) || upgrade !== undefined;
    if (isGuarded && !originAllowed(rules, origin, host)) {
      throw new RequestFailure(403, 'cross-origin', 'pages of another site may not do this');
    }
  });
}
