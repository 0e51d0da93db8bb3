import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSyslog, SYSLOG_FORMS } from './syslog.ts';

describe('readSyslog', () => {
  it.each(SYSLOG_FORMS.map((form) => [form.program, form] as const))('reads %s', (_, form) => {
    const line = `<30>Jan  1 12:00:00 server daemon[77]: ${form.example}\n`;
    expect(SYSLOG_FORMS.find(({ pattern }) => pattern.test(line.trim()))).toBe(form);
    const read = readSyslog(line, '192.0.2.1');
    expect(read?.statement).toMatchObject({
      kind: form.presence === 'left' ? 'removed' : 'device',
      key: 'syslog:a0:b1:c2:d3:e4:f5',
    });
  });

  it('takes the address and the name that a server has given', () => {
    const line =
      '<30>1 2026-01-01T00:00:00Z s dnsmasq-dhcp 77 - - DHCPACK(eth0) 192.0.2.7 a0:b1:c2:d3:e4:f5 pc-3';
    expect(readSyslog(line, '192.0.2.1')).toMatchObject({
      source: 'dhcp',
      statement: {
        facts: {
          device: { hostname: 'pc-3', baseMac: 'a0:b1:c2:d3:e4:f5' },
          interfaces: [{ addresses: ['192.0.2.7'] }],
        },
      },
    });
  });

  it('says at which port a device was let in', () => {
    const line =
      '<189>45: Jan 1 12:00:00: %SESSION_MGR-5-SUCCESS: Switch 1 R0/0: sessmgrd: Authorization succeeded for client (a0b1.c2d3.e4f5) on Interface GigabitEthernet1/0/3 AuditSessionID 0A01';
    expect(readSyslog(line, '192.0.2.9')).toMatchObject({
      source: 'arp',
      statement: {
        facts: { extension: { authenticator: '192.0.2.9', port: 'GigabitEthernet1/0/3' } },
      },
    });
  });

  it.each([
    'sshd[1]: Accepted publickey for root from 192.0.2.7',
    '%DOT1X-5-FAIL: Authentication failed for client (a0b1.c2d3.e4f5) on Interface Gi1/0/3',
    'DHCPNAK on 192.0.2.7 to a0:b1:c2:d3:e4:f5 via eth0',
    '',
  ])('makes nothing of %s', (line) => {
    expect(readSyslog(line, '192.0.2.1')).toBeUndefined();
  });

  it('survives any line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        readSyslog(line, '192.0.2.1');
      }),
    );
  });
});
