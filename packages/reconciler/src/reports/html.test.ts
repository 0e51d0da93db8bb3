import { figuresOf } from '@muster/facts/metrics';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReportCsv } from './csv.ts';
import { escapeHtml } from './escape.ts';
import { formatReportHtml } from './html.ts';
import { REPORT_NAMES, type Report, type Reports } from './report.ts';

const HOSTILE = `<script>alert(1)</script>"' onload=x &lt; \u202e=cmd|'/c calc'!A1`;

function pointOf(day: string, paired: number, group?: string) {
  const counts = new Map([
    ['hardwareCis', 10],
    ['pairedCis', paired],
    ['lifecycle.deployed', 4],
  ]);
  return { day, ...(group === undefined ? {} : { group }), figures: figuresOf({ counts }) };
}

function reports(text: string, names: readonly Report['name'][] = REPORT_NAMES): Reports {
  const reason = text;
  return {
    madeAt: '2026-03-02T10:00:00.000Z',
    madeFor: text,
    reports: names.map((name) => ({
      name,
      history: [pointOf('2026-03-01', 5), pointOf('2026-03-02', 8)],
      sites: [pointOf('2026-03-02', 8, text)],
      classes: [pointOf('2026-03-02', 8)],
      lists: [
        {
          kind: 'conflict',
          total: 3,
          rows: [{ subject: text, reason, openedAt: '2026-03-01T00:00:00.000Z', assignee: text }],
        },
      ],
    })),
  };
}

describe('a report as a page', () => {
  it('has its figures, their history, and what is open', () => {
    const html = formatReportHtml(reports('NYC', ['coverage']));
    expect(html).toContain('<title>Coverage report, 2026-03-02</title>');
    expect(html).toContain('<dt>Coverage of CIs</dt><dd>80 %</dd>');
    expect(html).toContain('aria-label="Coverage of CIs (%): 50 on 2026-03-01, 80 on 2026-03-02"');
    expect(html).toContain('<caption>Open: conflict, the first 1 of 3</caption>');
    expect(html).toContain('<th scope="row">NYC</th>');
  });

  it('shows a dash where nothing is known, never 0', () => {
    const html = formatReportHtml(reports('NYC', ['visibility']));
    expect(html).toContain('<dt>Visible</dt><dd>–</dd>');
    expect(html).not.toContain('Visible (%)');
  });

  it('runs no script and fetches nothing, whatever devices call themselves', () => {
    const html = formatReportHtml(reports(HOSTILE));
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\bhref=|\bsrc=|url\(|style="/i);
    expect(html).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x &amp;lt; \ufffd=cmd',
    );
  });

  it('keeps any text where it stands', () => {
    const plain = formatReportHtml(reports(''));
    const tags = (html: string) => html.match(/<[^>]*>/g)?.length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // No text opens or closes an element.
        expect(tags(formatReportHtml(reports(text)))).toBe(tags(plain));
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('a report as CSV', () => {
  it('has the whole by day, then sites and classes of the latest', () => {
    const rows: Record<string, string>[] = parse(formatReportCsv(reports('NYC', ['coverage'])), {
      columns: true,
    });
    expect(rows.map(({ day, by, group, pairedCis }) => [day, by, group, pairedCis])).toEqual([
      ['2026-03-01', 'all', '', '5'],
      ['2026-03-02', 'all', '', '8'],
      ['2026-03-02', 'site', 'NYC', '8'],
      ['2026-03-02', 'class', '', '8'],
    ]);
    expect(rows[0]?.assetCoveragePercent).toBe('');
  });

  it('has nothing that a spreadsheet computes', () => {
    const csv = formatReportCsv(reports('=1+1'));
    expect(csv).toContain(",'=1+1,");
  });
});
